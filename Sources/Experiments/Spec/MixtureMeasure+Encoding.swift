import DataMixing
import JSONTree

extension ExperimentSpec.MixtureMeasure {
  /// The mixture with every default spelled out; what belongs to mixers that are not used is left out.
  var json: JSONValue {
    let loop = hasLoop ? loop.members : []
    return .object(
      JSONValue.object([
        "domains": .strings(domains), "reference": .strings(reference),
        "tests": .array(tests.map(\.json)), "mixers": .words(mixers), "start": startJSON,
        "draws": mixers.contains(.random) ? .integer(draws) : .none,
        "regression": mixers.contains(.regression) ? regression.json : .none,
        "maxLength": .integer(maxLength), "prompt": .word(prompt),
        "endToken": endToken ? .some(.bool(true)) : .none, "adapter": lora.json,
        "training": trainingJSON, "epochs": .array(epochs.map { .integer($0) }),
        "seeds": .array(seeds.map { .integer($0) }),
      ]).memberList + loop)
  }

  private var startJSON: JSONValue {
    switch start {
    case .all: "all"
    case .equal: "equal"
    case .counts(let counts):
      .object(zip(domains, counts).map { JSONMember($0, .integer($1)) })
    }
  }

  private var trainingJSON: JSONValue {
    .object(training.specified.memberList.filter { $0.key != "epochs" })
  }
}

extension JSONValue {
  /// The members of an object; none of anything else.
  fileprivate var memberList: [JSONMember] { members ?? [] }
}

extension ExperimentSpec.MixtureMeasure.Test {
  fileprivate var json: JSONValue {
    guard let answers else { return .string(data) }
    return ["data": .string(data), "answers": answers.json]
  }
}

extension ExperimentSpec.MixtureMeasure.Regression {
  fileprivate var json: JSONValue { ["mixes": .integer(mixes), "part": .number(part)] }
}

extension ExperimentSpec.MixtureMeasure.Loop {
  fileprivate var members: [JSONMember] {
    [
      JSONMember("rounds", .integer(rounds)), JSONMember("stop", .word(stop)),
      JSONMember("step", .array(steps.map { .number($0) })),
      JSONMember("sampling", .number(sampling)), JSONMember("convention", .word(convention)),
      JSONMember("damping", damping.json), JSONMember("labels", .word(labels)),
      JSONMember("projections", .words(projections)), JSONMember("layers", layers.json),
      JSONMember("total", .word(total)), JSONMember("rounding", .word(rounding)),
      JSONMember("curvature", .word(curvatures[0])),
      JSONMember("compared", .words(Array(curvatures.dropFirst()))),
    ]
  }
}

extension Damping {
  var json: JSONValue {
    switch self {
    case .relative(let share): ["relative": .number(share)]
    case .absolute(let amount): ["absolute": .number(amount)]
    }
  }
}

extension ExperimentSpec.MixtureMeasure.Layers {
  var json: JSONValue {
    switch self {
    case .all: "all"
    case .first(let count): ["first": .integer(count)]
    case .last(let count): ["last": .integer(count)]
    case .indices(let indices): .array(indices.map { .integer($0) })
    case .lowestVariance(let count): ["lowestVariance": .integer(count)]
    }
  }
}
