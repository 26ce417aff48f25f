import Diagnostics
import JSONTree

extension Reader<DataForm> {
  /// What published data replace; the whole that comes of it is checked too.
  static func publishedForm(after earlier: EarlierData, own: DataForm?) -> Reader {
    .object("the published form") { object in
      let form = object.dataForm(after: earlier, isPublished: true)
      guard let form else { return nil }
      if form.scores != nil, form.source == nil {
        object.report(.scoresWithoutPath(), at: "scores")
        return nil
      }
      if own?.source == nil, form.source == nil {
        object.reportMissing("path", Reader<[String]>.paths)
        return nil
      }
      guard let fault = own?.replaced(by: form).fault else { return form }
      object.report(fault.problem, at: fault.key)
      return nil
    }
  }
}

extension ObjectReader {
  /// The keys of a data set that published data replace.
  func dataForm(after earlier: EarlierData, isPublished: Bool) -> DataForm? {
    var isWhole = true
    func part<Part>(_ key: String, _ reader: Reader<Part>, unless isForeign: Bool = false) -> Part?
    {
      // What nobody asks for is an unknown key.
      guard !isForeign, has(key) else { return nil }
      let part = optional(key, reader)
      isWhole = isWhole && part != nil
      return part
    }
    // Passages have no columns.
    let isText = !isPublished && has("passages")
    let source = dataSource(after: earlier, isPublished: isPublished)
    let form = DataForm(
      label: part("label", .text), source: source, sample: part("sample", .integer(atLeast: 1)),
      skip: part("skip", .integer(atLeast: 1), unless: isText),
      format: part("format", .exampleFormat, unless: isText),
      scores: part("scores", .scoreFile, unless: isText),
      columns: part("columns", .scoreColumns, unless: isText),
      selection: part("select", .selection, unless: isText),
      corruption: part("corrupt", .corruption))
    let lacksSource =
      source == nil && (isSourceGiven(isPublished) || !(isPublished || has("published")))
    guard isWhole, !lacksSource else { return nil }
    if !isPublished, let fault = form.fault {
      report(fault.problem, at: fault.key)
      return nil
    }
    return form
  }
}

extension ObjectReader {
  private func isSourceGiven(_ isPublished: Bool) -> Bool {
    has("path") || has("from") || !isPublished && has("passages")
  }

  /// Where examples come from; `nil` too where published data alone may say it.
  private func dataSource(
    after earlier: EarlierData, isPublished: Bool
  ) -> ExperimentSpec.DataSet.Source? {
    let passages: [(key: String, reader: Reader<ExperimentSpec.DataSet.Source>)] =
      isPublished ? [] : [("passages", Reader<TextPassages>.textPassages.map { .passages($0) })]
    let choices: [(key: String, reader: Reader<ExperimentSpec.DataSet.Source>)] =
      [("path", Reader<[String]>.paths.map { .files($0) })] + passages
      + [("from", Reader<String>.text.checked(earlier.problem(of:)).map { .other($0) })]
    let isOpen = isPublished || has("published")
    return isSourceGiven(isPublished) || !isOpen ? exactlyOne(of: choices) : nil
  }
}

extension DataForm {
  /// What is wrong with a form, and the key to blame.
  struct Fault {
    var problem: Problem
    var key: String
  }

  /// What does not go together.
  fileprivate var fault: Fault? {
    guard case .other(let name) = source else { return nil }
    if scores != nil { return Fault(problem: .notOfOther("scores"), key: "scores") }
    if sample != nil { return Fault(problem: .notOfOther("sample"), key: "sample") }
    if skip != nil { return Fault(problem: .notOfOther("skip"), key: "skip") }
    if format != nil { return Fault(problem: .notOfOther("format"), key: "format") }
    switch (selection, corruption) {
    case (nil, nil): return Fault(problem: .sameAsOther(name), key: "from")
    case (.some, .some): return Fault(problem: .chosenAndSpoiled(), key: "corrupt")
    case (.some(let selection), nil):
      let fits = Metric(rawValue: selection.by).map(\.isSelectable) ?? false
      return fits ? nil : Fault(problem: .noSelectingMetric(selection.by), key: "select")
    case (nil, .some): return nil
    }
  }
}

extension Metric {
  /// Whether there is one number for each example, or several that a mean makes one.
  var isSelectable: Bool { facts.grain == .example || hasCurve }
}
