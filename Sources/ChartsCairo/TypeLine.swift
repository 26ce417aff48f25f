import CPango
import Charts

/// A line of text in one font, reused for text after text.
@safe
struct TypeLine: ~Copyable {
  private static let unitsPerPixel = 1024.0

  private let layout: OpaquePointer
  private let description: OpaquePointer

  init(adopting layout: OpaquePointer) {
    unsafe self.layout = layout
    unsafe description = pango_font_description_new()
    unsafe pango_font_description_set_family(description, FontFiles.families)
    unsafe pango_layout_set_single_paragraph_mode(layout, 1)
    // Text runs from left to right unless its letters say otherwise, as in the SVG.
    unsafe pango_layout_set_auto_dir(layout, 0)
  }

  deinit {
    unsafe pango_font_description_free(description)
    unsafe g_object_unref(UnsafeMutableRawPointer(layout))
  }

  func set(_ text: String, in font: Font) {
    let weight: Int32 = font.weight == .bold ? 700 : 400
    unsafe pango_font_description_set_weight(description, weight)
    unsafe pango_font_description_set_absolute_size(description, font.size * Self.unitsPerPixel)
    unsafe pango_layout_set_font_description(layout, description)
    unsafe pango_layout_set_text(layout, text, Int32(text.utf8.count))
  }

  /// The advance width of the text, in px.
  var width: Double {
    var logical = PangoRectangle()
    unsafe pango_layout_get_extents(layout, nil, &logical)
    return Double(logical.width) / Self.unitsPerPixel
  }

  /// Adds the text's outlines to the path of `cairo`, from its current point on.
  func addOutlines(to cairo: OpaquePointer) {
    guard let line = unsafe pango_layout_get_line_readonly(layout, 0) else { return }
    unsafe pango_cairo_layout_line_path(cairo, line)
  }

  /// Draws the text as text at the current point of `cairo`.
  func show(on cairo: OpaquePointer) {
    guard let line = unsafe pango_layout_get_line_readonly(layout, 0) else { return }
    unsafe pango_cairo_show_layout_line(cairo, line)
  }
}
