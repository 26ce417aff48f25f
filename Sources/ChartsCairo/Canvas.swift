import CCairo
import Charts

/// Draws the elements of a scene on a surface.
@safe
struct Canvas: ~Copyable {
  private let cairo: OpaquePointer?
  private let context: TypeContext
  private let line: TypeLine
  private let theme: Theme
  /// Outlines stand between pixels, where Cairo would move letters to whole ones.
  private let textAsOutlines: Bool

  init(
    surface: borrowing CairoSurface, context: consuming TypeContext, theme: Theme, scale: Double,
    textAsOutlines: Bool
  ) {
    unsafe cairo = cairo_create(surface.pointer)
    unsafe cairo_scale(cairo, scale, scale)
    unsafe cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
    if let cairo = unsafe cairo { unsafe context.update(for: cairo) }
    line = context.makeLine()
    self.context = context
    self.theme = theme
    self.textAsOutlines = textAsOutlines
  }

  deinit { unsafe cairo_destroy(cairo) }

  /// Draws the ground and all elements. What goes wrong is kept by the surface.
  borrowing func draw(_ scene: Scene) {
    setColor(.background)
    unsafe cairo_paint(cairo)
    for element in scene.elements { draw(element) }
  }

  private borrowing func draw(_ element: SceneElement) {
    switch element {
    case .group(let group): draw(group)
    case .path(let path):
      for run in path.runs { add(run, isClosed: path.isClosed) }
      finish(path.paint)
    case .rect(let rect, let paint):
      unsafe cairo_rectangle(cairo, rect.x, rect.y, rect.width, rect.height)
      finish(paint)
    case .circle(let center, let radius, let paint):
      unsafe cairo_new_sub_path(cairo)
      unsafe cairo_arc(cairo, center.x, center.y, radius, 0, 2 * Double.pi)
      unsafe cairo_close_path(cairo)
      finish(paint)
    case .text(let text): draw(text)
    }
  }

  private borrowing func draw(_ group: SceneGroup) {
    unsafe cairo_save(cairo)
    if let clip = group.clip {
      unsafe cairo_rectangle(cairo, clip.x, clip.y, clip.width, clip.height)
      unsafe cairo_clip(cairo)
    }
    for element in group.elements { draw(element) }
    unsafe cairo_restore(cairo)
  }

  private borrowing func add(_ run: [Point], isClosed: Bool) {
    for (index, point) in run.enumerated() {
      if index == 0 {
        unsafe cairo_move_to(cairo, point.x, point.y)
      } else {
        unsafe cairo_line_to(cairo, point.x, point.y)
      }
    }
    if isClosed { unsafe cairo_close_path(cairo) }
  }

  /// Fills and strokes the path, and begins a new one.
  private borrowing func finish(_ paint: Paint) {
    if let fill = paint.fill {
      setColor(fill, opacity: paint.fillOpacity)
      unsafe cairo_fill_preserve(cairo)
    }
    if let stroke = paint.stroke {
      setColor(stroke)
      unsafe cairo_set_line_width(cairo, paint.strokeWidth)
      unsafe cairo_set_dash(cairo, paint.dash, Int32(paint.dash.count), 0)
      unsafe cairo_stroke_preserve(cairo)
    }
    unsafe cairo_new_path(cairo)
  }

  private borrowing func setColor(_ ink: Ink, opacity: Double = 1) {
    let color = ink.color(in: theme)
    unsafe cairo_set_source_rgba(
      cairo, Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255, opacity)
  }

  private borrowing func draw(_ text: SceneText) {
    guard let cairo = unsafe cairo else { return }
    unsafe cairo_save(cairo)
    unsafe cairo_translate(cairo, text.position.x, text.position.y)
    unsafe cairo_rotate(cairo, text.rotation * .pi / 180)
    setColor(text.ink)
    let runs = TextRun.runs(of: text.string)
    var x = -width(of: runs, in: text.font) * text.anchor.share
    for run in runs {
      line.set(run.text, in: run.font(from: text.font))
      unsafe cairo_move_to(cairo, x, run.drop(in: text.font))
      if textAsOutlines {
        unsafe line.addOutlines(to: cairo)
        unsafe cairo_fill(cairo)
      } else {
        unsafe line.show(on: cairo)
      }
      x += line.width
    }
    unsafe cairo_restore(cairo)
  }

  private borrowing func width(of runs: [TextRun], in font: Font) -> Double {
    var width = 0.0
    for run in runs {
      line.set(run.text, in: run.font(from: font))
      width += line.width
    }
    return width
  }
}

extension SceneText.Anchor {
  /// How much of the text lies left of its position.
  fileprivate var share: Double {
    switch self {
    case .start: 0
    case .middle: 0.5
    case .end: 1
    }
  }
}
