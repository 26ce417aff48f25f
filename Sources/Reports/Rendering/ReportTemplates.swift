import Diagnostics
import Foundation
import Mustache

/// The pages before anything is filled in: Mustache templates, a style sheet and a script.
public struct ReportTemplates: Sendable {
  /// Each template with its name, which is that of its file without the ending.
  static let names = [
    "report", "contents", "cell", "chart", "reading", "data", "table", "claim", "provenance",
    "index", "claims", "models", "model", "verdicts", "diff", "history",
  ]
  static let styleName = "style.css"
  static let scriptName = "script.js"

  let styles: String
  let script: PageScript
  private let library: MustacheLibrary

  /// The templates that the program carries in itself.
  public static func standard() throws -> ReportTemplates {
    try ReportTemplates(folder: nil, read: builtIn)
  }

  /// Reads the templates of a folder.
  ///
  /// - Parameter folder: The folder; `nil` for `Templates` of the working folder if that holds a
  ///   `report.mustache`, else those that the program carries in itself.
  /// - Returns: The templates.
  /// - Throws: `Problem` if a file is missing, cannot be read, or is no template.
  public static func load(from folder: String? = nil) throws -> ReportTemplates {
    if folder == nil, !FileManager.default.fileExists(atPath: "Templates/report.mustache") {
      return try standard()
    }
    let folder = folder ?? "Templates"
    return try ReportTemplates(folder: folder) { name in
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path) else {
        throw Problem.missingTemplate(name, folder: folder)
      }
      return try readBytes(of: path)
    }
  }

  private init(folder: String?, read: (String) throws -> [UInt8]) throws {
    styles = String(decoding: try read(Self.styleName), as: UTF8.self)
    script = PageScript(text: String(decoding: try read(Self.scriptName), as: UTF8.self))
    var library = MustacheLibrary()
    for name in Self.names {
      let file = "\(name).mustache"
      let place = folder.map { "\($0)/\(file)" } ?? file
      let text = String(decoding: try read(file), as: UTF8.self)
      try Self.checkPartials(of: text, file: place)
      library.register(try Self.template(text, file: place), named: name)
    }
    self.library = library
  }

  /// Values come escaped, so the pragma keeps Mustache from doing it again.
  private static func template(_ text: String, file: String) throws -> MustacheTemplate {
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE: TEXT }}\n" + text)
    } catch let error as MustacheTemplate.ParserError {
      throw Problem.brokenTemplate(file, line: error.context.lineNumber - 1, error.error)
    }
  }

  /// Mustache renders a partial that does not exist as nothing.
  private static func checkPartials(of text: String, file: String) throws {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      for match in line.matches(of: /\{\{>\s*([^\s}]*)\s*\}\}/)
      where !names.contains(String(match.1)) {
        throw Problem.unknownPartial(String(match.1), file: file, line: index + 1)
      }
    }
  }

  /// The page of template `name`, with style sheet and script.
  func page(_ name: String, _ values: [String: TemplateValue]) throws -> String {
    let own: [String: TemplateValue] = [
      "styles": .markup(styles), "script": .markup(script.text),
      "scriptDigest": .text(script.digest),
    ]
    let root = TemplateRoot(values.merging(own) { given, _ in given })
    guard let page = library.render(root, withTemplate: name) else {
      preconditionFailure("'\(name)' is not among the \(Self.names.count) templates")
    }
    if let unknown = root.unknownNames.first { throw Problem.unknownName(unknown) }
    return page
  }
}
