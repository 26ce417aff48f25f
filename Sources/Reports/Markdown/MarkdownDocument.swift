import CCMark
import Glibc

/// A parsed text and the parser that owns its extensions.
@safe
struct MarkdownDocument: ~Copyable {
  private static let extensions = ["table", "strikethrough", "autolink"]
  private static let options =
    CMARK_OPT_SMART | CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_TABLE_PREFER_STYLE_ATTRIBUTES

  private let parser: OpaquePointer
  private let root: OpaquePointer

  /// Parses `text`; `nil` if there is no memory.
  init?(_ text: String) {
    guard let parser = unsafe cmark_parser_new(Self.options) else { return nil }
    for name in Self.extensions {
      if let found = unsafe cmark_find_syntax_extension(name) {
        unsafe cmark_parser_attach_syntax_extension(parser, found)
      }
    }
    var text = text
    text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { return }
        unsafe cmark_parser_feed(parser, start, characters.count)
      }
    }
    guard let root = unsafe cmark_parser_finish(parser) else {
      unsafe cmark_parser_free(parser)
      return nil
    }
    unsafe (self.parser, self.root) = (parser, root)
  }

  deinit {
    unsafe cmark_node_free(root)
    unsafe cmark_parser_free(parser)
  }

  /// The HTML. Without the option UNSAFE, targets such as `javascript:` are left empty.
  var html: String {
    let attached = unsafe cmark_parser_get_syntax_extensions(parser)
    guard let text = unsafe cmark_render_html(root, Self.options, attached) else { return "" }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  /// Brings the document into the shape that a page wants.
  func adapt(headingsFrom level: Int) {
    var levels = HeadingLevels(base: level)
    // Nodes are listed first, because an iterator does not survive what is done to them.
    let nodes = unsafe nodes()
    for index in unsafe nodes.indices {
      let node = unsafe nodes[index]
      switch unsafe cmark_node_get_type(node) {
      case CMARK_NODE_HEADING:
        let written = Int(unsafe cmark_node_get_heading_level(node))
        unsafe cmark_node_set_heading_level(node, Int32(levels.next(written)))
      case CMARK_NODE_HTML_INLINE: unsafe replace(node, with: CMARK_NODE_CODE)
      case CMARK_NODE_HTML_BLOCK: unsafe replace(node, with: CMARK_NODE_CODE_BLOCK)
      case CMARK_NODE_IMAGE: unsafe replaceImage(node)
      default: if unsafe isTable(node) { unsafe wrap(node) }
      }
    }
  }
}

// MARK: - Nodes

extension MarkdownDocument {
  private typealias Node = OpaquePointer

  private func nodes() -> [Node] {
    var nodes: [Node] = unsafe []
    guard let iterator = unsafe cmark_iter_new(root) else { return unsafe nodes }
    defer { unsafe cmark_iter_free(iterator) }
    while true {
      let event = unsafe cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return unsafe nodes }
      if event == CMARK_EVENT_ENTER, let node = unsafe cmark_iter_get_node(iterator) {
        unsafe nodes.append(node)
      }
    }
  }

  /// Puts the text of `node` where it stands, as code.
  private func replace(_ node: Node, with type: cmark_node_type) {
    guard let code = unsafe cmark_node_new(type) else { return }
    unsafe cmark_node_set_literal(code, cmark_node_get_literal(node))
    unsafe put(code, inPlaceOf: node)
  }

  private func replaceImage(_ node: Node) {
    guard let link = unsafe cmark_node_new(CMARK_NODE_LINK) else { return }
    unsafe cmark_node_set_url(link, cmark_node_get_url(node))
    while let child = unsafe cmark_node_first_child(node) {
      unsafe cmark_node_append_child(link, child)
    }
    // A link holds no link: its words then stand alone.
    if unsafe isInsideLink(node) {
      while let child = unsafe cmark_node_first_child(link) {
        unsafe cmark_node_insert_before(node, child)
      }
      unsafe cmark_node_free(link)
      unsafe cmark_node_unlink(node)
      unsafe cmark_node_free(node)
    } else {
      unsafe put(link, inPlaceOf: node)
    }
  }

  private func isInsideLink(_ node: Node) -> Bool {
    var parent = unsafe cmark_node_parent(node)
    while let current = unsafe parent {
      if unsafe cmark_node_get_type(current) == CMARK_NODE_LINK { return true }
      unsafe parent = cmark_node_parent(current)
    }
    return false
  }

  /// Extensions number their nodes when they are registered, so a name is all there is to go by.
  private func isTable(_ node: Node) -> Bool {
    guard let name = unsafe cmark_node_get_type_string(node) else { return false }
    return unsafe String(cString: name) == "table"
  }

  /// Gives a table a box that scrolls, also by keyboard.
  private func wrap(_ table: Node) {
    guard let box = unsafe cmark_node_new(CMARK_NODE_CUSTOM_BLOCK) else { return }
    unsafe cmark_node_set_on_enter(
      box, "<div class=\"scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">")
    unsafe cmark_node_set_on_exit(box, "</div>")
    unsafe cmark_node_insert_before(table, box)
    unsafe cmark_node_unlink(table)
    unsafe cmark_node_append_child(box, table)
  }

  private func put(_ new: Node, inPlaceOf old: Node) {
    unsafe cmark_node_replace(old, new)
    unsafe cmark_node_free(old)
  }
}

/// The levels of headings in order: nested as written, and without a gap.
struct HeadingLevels {
  let base: Int
  private var open: [Int] = []

  init(base: Int) { self.base = base }

  /// The level on the page of a heading written with level `written`.
  mutating func next(_ written: Int) -> Int {
    while let last = open.last, last >= written { open.removeLast() }
    open.append(written)
    return min(6, base + open.count - 1)
  }
}
