import CCairo
import CPango
import Diagnostics

/// Pango's fonts, restricted to ours.
@safe
struct FontMap: ~Copyable {
  private let pointer: OpaquePointer

  init(_ files: FontFiles) throws {
    guard let config = unsafe FcConfigCreate() else { throw Problem.fontMapUnavailable() }
    defer { unsafe FcConfigDestroy(config) }
    for (path, package) in files.paths where unsafe FcConfigAppFontAddFile(config, path) == 0 {
      throw Problem.missingFont(path, package: package)
    }
    let type = Int32(bitPattern: CAIRO_FONT_TYPE_FT.rawValue)
    guard let map = unsafe pango_cairo_font_map_new_for_font_type(type) else {
      throw Problem.fontMapUnavailable()
    }
    // 72 dots an inch make a point of Pango's a unit of ours.
    unsafe pango_cairo_font_map_set_resolution(map, 72)
    unsafe pango_fc_font_map_set_config(map, config)
    unsafe pointer = map
  }

  deinit { unsafe g_object_unref(UnsafeMutableRawPointer(pointer)) }

  /// A context with everything pinned that could differ between machines or surfaces.
  borrowing func makeContext() -> TypeContext {
    unsafe TypeContext(adopting: pango_font_map_create_context(pointer))
  }
}

/// Pango's settings for one surface.
@safe
struct TypeContext: ~Copyable {
  private let pointer: OpaquePointer

  fileprivate init(adopting pointer: OpaquePointer) {
    unsafe self.pointer = pointer
    unsafe pango_context_set_round_glyph_positions(pointer, 0)
    unsafe pango_context_set_language(pointer, pango_language_from_string("en"))
    let options = unsafe cairo_font_options_create()
    defer { unsafe cairo_font_options_destroy(options) }
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    if let options = unsafe options {
      unsafe pango_cairo_context_set_font_options(pointer, options)
    }
  }

  deinit { unsafe g_object_unref(UnsafeMutableRawPointer(pointer)) }

  /// Follows the transformation of `cairo`.
  func update(for cairo: OpaquePointer) {
    unsafe pango_cairo_update_context(cairo, pointer)
  }

  borrowing func makeLine() -> TypeLine {
    unsafe TypeLine(adopting: pango_layout_new(pointer))
  }
}
