import CCairo
import Charts
import Diagnostics

/// Bytes that Cairo has written.
final class ByteSink {
  var bytes: [UInt8] = []
}

/// What Cairo draws on: pixels or a PDF page.
@safe
struct CairoSurface: ~Copyable {
  /// A PDF counts in points of 1/72 inch, a scene in px of 1/96 inch.
  static let pointsPerPixel = 0.75

  let pointer: OpaquePointer?
  private let format: String
  /// Kept alive until the surface is gone, because Cairo writes to it until then.
  private let sink: ByteSink?

  /// Pixels for `scene` with `scale` of them for each px.
  init(pixelsFor scene: Scene, scale: Double) throws {
    let width = Int32(clamping: Int((scene.width * scale).rounded(.up)))
    let height = Int32(clamping: Int((scene.height * scale).rounded(.up)))
    unsafe pointer = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)
    format = "PNG of \(width) × \(height) pixels"
    sink = nil
    try check(scene)
  }

  /// A PDF page for `scene`, written to `sink`.
  init(pdfOf scene: Scene, to sink: ByteSink) throws {
    let receiver = unsafe Unmanaged.passUnretained(sink).toOpaque()
    unsafe pointer = cairo_pdf_surface_create_for_stream(
      receive, receiver, scene.width * Self.pointsPerPixel, scene.height * Self.pointsPerPixel)
    format = "PDF"
    self.sink = sink
    try check(scene)
    unsafe cairo_pdf_surface_set_metadata(pointer, CAIRO_PDF_METADATA_TITLE, scene.title)
    unsafe cairo_pdf_surface_set_metadata(pointer, CAIRO_PDF_METADATA_SUBJECT, scene.description)
    for date in [CAIRO_PDF_METADATA_CREATE_DATE, CAIRO_PDF_METADATA_MOD_DATE] {
      unsafe cairo_pdf_surface_set_metadata(pointer, date, "2000-01-01T00:00:00Z")
    }
  }

  deinit { unsafe cairo_surface_destroy(pointer) }

  /// Writes what is left and reports what went wrong.
  borrowing func finish(_ scene: Scene) throws {
    unsafe cairo_surface_finish(pointer)
    try check(scene)
  }

  /// The pixels as a PNG file.
  borrowing func png(of scene: Scene) throws -> [UInt8] {
    try check(scene)
    let sink = ByteSink()
    let receiver = unsafe Unmanaged.passUnretained(sink).toOpaque()
    let status = unsafe cairo_surface_write_to_png_stream(pointer, receive, receiver)
    try Self.check(status, scene, format)
    return sink.bytes
  }

  private borrowing func check(_ scene: Scene) throws {
    try Self.check(unsafe cairo_surface_status(pointer), scene, format)
  }

  private static func check(_ status: cairo_status_t, _ scene: Scene, _ format: String) throws {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    let reason = unsafe cairo_status_to_string(status).map { unsafe String(cString: $0) }
    throw Problem.drawingFailed(scene.title, format: format, reason: reason ?? "an unknown error")
  }
}

/// Appends what Cairo writes to the `ByteSink` that it was given.
private func receive(
  sink: UnsafeMutableRawPointer?, data: UnsafePointer<UInt8>?, count: UInt32
) -> cairo_status_t {
  guard let sink = unsafe sink else { return CAIRO_STATUS_WRITE_ERROR }
  let receiver = unsafe Unmanaged<ByteSink>.fromOpaque(sink).takeUnretainedValue()
  unsafe receiver.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
  return CAIRO_STATUS_SUCCESS
}
