import Charts
public import Comparison
import Experiments

/// The page of a comparison: forest plots of the differences, and old and new curves overlaid.
public enum DiffPage {
  /// The page for versions of one experiment.
  ///
  /// - Parameters:
  ///   - diffs: The comparisons with one reference, at least one.
  ///   - reports: The reference, and the other version of each comparison in their order.
  ///   - templates: The pages to fill in.
  ///   - renderer: What measures text.
  /// - Returns: A page that needs no other file. Equal arguments give equal text.
  /// - Throws: `Problem` if a template names something that does not exist.
  public static func versions(
    _ diffs: [VersionDiff], of reports: [ComparedReport], templates: ReportTemplates,
    renderer: any ChartRenderer
  ) throws -> String {
    let reference = reports[0]
    let sections = zip(diffs, reports.dropFirst()).enumerated().map { index, pair in
      VersionSection(
        pair.0, from: reference, to: pair.1, prefix: "version-\(index + 1)", renderer: renderer
      ).value
    }
    return try page(
      title: reference.findings.title, kind: "Versions of one experiment",
      lead: "What changed, how much and how surely, against \(reference.name).", sections,
      templates)
  }

  /// The page for contrasts.
  public static func contrasts(
    _ contrasts: [Contrast], of reports: [ComparedReport], templates: ReportTemplates,
    renderer: any ChartRenderer
  ) throws -> String {
    let names = reports.map(\.name)
    let sections = contrasts.enumerated().map { index, contrast in
      let name =
        contrast.axis == .experiment
        ? names.joined(separator: " and ") : names[min(index, names.count - 1)]
      return ContrastSection(
        contrast, name: name, prefix: "contrast-\(index + 1)", renderer: renderer
      ).value
    }
    return try page(
      title: reports[0].findings.title, kind: "Contrasts",
      lead: "How large each difference is and how sure. Nothing here is better or worse.",
      sections, templates)
  }

  private static func page(
    title: String, kind: String, lead: String, _ sections: [TemplateValue],
    _ templates: ReportTemplates
  ) throws -> String {
    try templates.page(
      "diff",
      [
        "pageTitle": .text(title), "kind": .text(kind),
        "lead": .text(lead), "diffs": .list(sections),
      ])
  }
}

extension ComparisonVerdict {
  /// The chip of a verdict, with how many have it.
  func chip(_ count: Int? = nil) -> TemplateValue {
    let look =
      switch self {
      case .failing, .regressed: "refuted"
      case .improved, .fixed, .equivalent, .withinTolerance: "supported"
      case .changed, .added, .removed: "changed"
      case .notComparable, .inconclusive: "inconclusive"
      }
    return [
      "glyph": .text(glyph), "look": .text(look),
      "words": .text(count.map { "\($0) \(rawValue)" } ?? rawValue),
    ]
  }
}
