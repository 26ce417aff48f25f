import Diagnostics
import JSONTree

extension Reader<ExperimentSpec.Claim> {
  static func claim(in scope: SpecScope) -> Reader {
    .object("a claim") { object in
      let quantity = object.quantity(at: "that", for: .any("a claim"), in: scope)
      let of = object.required("of", .reference(to: "data set", among: scope.data))
      let relation: Value.Relation? = object.required("is", .choice)
      let than = object.required("than", .operand(in: scope))
      let each = object.optional("for", .choice, default: Value.Scope.eachModel)
      let tolerance = object.tolerance(for: relation, than: than)
      let compared = [of, than?.dataName].compactMap { $0 }
      let filters = object.filters(
        for: quantity.map { [$0] }, comparing: compared, in: scope)
      let source = object.optional("source", .text)
      let control = object.optional("control", .choice, default: ExperimentSpec.Control.length)
      guard let quantity, let of, let relation, let than, let each, let filters, let control
      else { return nil }
      if of == than.dataName { object.report(.comparedWithItself(of), at: "than") }
      if case .model(let name) = than {
        if filters.models.contains(name) { object.report(.modelWithItself(name), at: "than") }
        if quantity.metric.isOfDataSet || each.joinsFamilies {
          object.report(.noModelOperand(), at: "than")
        }
      }
      if each.splitsProjections { object.reportWithoutProjections([quantity], at: "for") }
      return Value(
        quantity: quantity, of: of, relation: relation, than: than, scope: each,
        tolerance: tolerance, filters: filters, source: source, control: control)
    }
  }
}

extension Reader<ExperimentSpec.Claim.Operand> {
  fileprivate static func operand(in scope: SpecScope) -> Reader {
    let names = Reader<String>.reference(to: "data set", among: scope.data)
    let expected = "the name of a data set, a number, or {\"model\": NAME}"
    let model = Reader<String>.object("a model to compare with") { object in
      object.required("model", .reference(to: "model", among: scope.models))
    }
    return Reader(expected: expected) { node, log in
      if let number = node.value.double { return .number(number) }
      switch node.content {
      case .string: return names.read(node, log).map(Value.data)
      case .object: return model.read(node, log).map(Value.model)
      default:
        log.report(.unexpectedValue(node, expected: expected), at: node)
        return nil
      }
    }
  }
}

extension ExperimentSpec.Claim.Operand {
  fileprivate var dataName: String? { if case .data(let name) = self { name } else { nil } }
}

extension ObjectReader {
  fileprivate func tolerance(
    for relation: ExperimentSpec.Claim.Relation?, than: ExperimentSpec.Claim.Operand?
  ) -> Double? {
    let tolerance = optional("tolerance", .number(above: 0, below: .infinity), default: 0.05)
    guard relation != .equal else {
      if than == .number(0) { report(.equalToZero(), at: "than") }
      return tolerance
    }
    if relation != nil, has("tolerance") {
      report(.withoutEffect("tolerance", because: "only 'equal' tolerates"), at: "tolerance")
    }
    return nil
  }
}
