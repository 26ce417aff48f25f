public import Charts
import Synchronization

/// Draws scenes as PNG and PDF and measures text, always with the same fonts.
///
/// Equal scenes give equal bytes in every process and from every thread: drawing takes turns.
public final class CairoRenderer: TextMeasurer {
  /// What is not safe to use from two threads at once.
  private struct State: ~Copyable {
    let fonts: FontMap
    let context: TypeContext
    let line: TypeLine
    var widths: [Run: Double] = [:]

    init(_ files: FontFiles) throws {
      let fonts = try FontMap(files)
      let context = fonts.makeContext()
      line = context.makeLine()
      self.context = context
      self.fonts = fonts
    }
  }

  private struct Run: Hashable {
    var bytes: [UInt8]
    var font: Font
  }

  /// A chart has a few hundred different labels.
  private static let rememberedWidths = 20_000

  private let state: Mutex<State>

  /// Opens the fonts.
  ///
  /// - Parameter fontDirectory: the folder that holds `liberation/` and `dejavu/`.
  /// - Throws: a `Problem` that names the Debian package if a font is missing.
  public init(fontDirectory: String = "/usr/share/fonts/truetype") throws {
    state = Mutex(try State(FontFiles(directory: fontDirectory)))
  }

  /// The advance width in px of `text`, one run without raised or lowered digits.
  public func width(ofRun text: String, in font: Font) -> Double {
    let run = Run(bytes: Array(text.utf8), font: font)
    return state.withLock { state in
      if let known = state.widths[run] { return known }
      state.line.set(text, in: font)
      let width = state.line.width
      if state.widths.count >= Self.rememberedWidths { state.widths.removeAll() }
      state.widths[run] = width
      return width
    }
  }

  /// The scene as a PNG file.
  ///
  /// - Parameters:
  ///   - scene: what to draw.
  ///   - theme: the colours.
  ///   - scale: device pixels for each px of the scene, more than 0.
  /// - Returns: the bytes of the file.
  /// - Throws: a `Problem` if Cairo cannot draw it, as when a side exceeds 32767 pixels.
  public func png(_ scene: Scene, theme: Theme = .light, scale: Double = 2) throws -> [UInt8] {
    precondition(scale > 0, "a PNG needs a scale above 0, found \(scale)")
    return try state.withLock { state in
      let surface = try CairoSurface(pixelsFor: scene, scale: scale)
      let canvas = Canvas(
        surface: surface, context: state.fonts.makeContext(), theme: theme, scale: scale,
        textAsOutlines: true)
      canvas.draw(scene)
      return try surface.png(of: scene)
    }
  }

  /// The scene as a PDF file of one page, with real text; 96 px are an inch.
  ///
  /// Its dates are fixed, so that equal scenes give equal bytes.
  ///
  /// - Throws: a `Problem` if Cairo cannot draw it.
  public func pdf(_ scene: Scene, theme: Theme = .light) throws -> [UInt8] {
    return try state.withLock { state in
      let sink = ByteSink()
      let surface = try CairoSurface(pdfOf: scene, to: sink)
      let canvas = Canvas(
        surface: surface, context: state.fonts.makeContext(), theme: theme,
        scale: CairoSurface.pointsPerPixel, textAsOutlines: false)
      canvas.draw(scene)
      try surface.finish(scene)
      return sink.bytes
    }
  }
}
