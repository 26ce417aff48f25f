import CCMark
import Synchronization

/// Markdown as HTML, with GitHub's tables, strikethrough and bare links.
enum Markdown {
  // While it parses, cmark-gfm keeps the characters that extensions look for in tables that all parsers
  // share; a second one that finishes takes them away.
  private static let parsing = Mutex(())
  // Registration is not safe from two threads at once either; a static is made once.
  private static let isRegistered: Bool = {
    cmark_gfm_core_extensions_ensure_registered()
    return true
  }()

  /// The HTML of `text`: nothing but what Markdown can say.
  ///
  /// HTML in the text is shown, not obeyed; links to anything that runs lose their target; pictures become
  /// links to them, because a report stands alone.
  ///
  /// The first heading has level `level`, 1 to 6; later ones follow without leaving one out.
  static func html(_ text: String, headingsFrom level: Int) -> String {
    precondition((1...6).contains(level), "a heading has level 1 to 6, found \(level)")
    return parsing.withLock { _ in
      guard isRegistered, let document = MarkdownDocument(text) else { return "" }
      document.adapt(headingsFrom: level)
      return document.html
    }
  }
}
