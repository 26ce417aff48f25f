public import Charts

/// Measures the text of charts and draws what browsers cannot be left to draw.
///
/// Equal scenes must give equal bytes.
public protocol ChartRenderer: TextMeasurer {
  /// The scene as a PNG file with `scale` device pixels, more than 0, for each px of the scene.
  ///
  /// - Throws: `Problem` if it cannot be drawn.
  func png(_ scene: Scene, theme: Theme, scale: Double) throws -> [UInt8]

  /// The scene as a PDF file of one page.
  ///
  /// - Throws: `Problem` if it cannot be drawn.
  func pdf(_ scene: Scene, theme: Theme) throws -> [UInt8]
}
