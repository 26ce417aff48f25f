import Diagnostics
import Glibc

/// The only fonts that charts know, whatever else the machine has: Liberation Sans, which has the metrics of
/// Helvetica and Arial, and DejaVu Sans for signs that it lacks.
struct FontFiles {
  static let families = "Liberation Sans,DejaVu Sans"

  private static let files = [
    ("liberation/LiberationSans-Regular.ttf", "fonts-liberation"),
    ("liberation/LiberationSans-Bold.ttf", "fonts-liberation"),
    ("dejavu/DejaVuSans.ttf", "fonts-dejavu-core"),
    ("dejavu/DejaVuSans-Bold.ttf", "fonts-dejavu-core"),
  ]

  /// The paths with the package that brings each.
  let paths: [(path: String, package: String)]

  /// Throws a `Problem` that names the package of the first file that cannot be read.
  init(directory: String) throws {
    paths = Self.files.map { ("\(directory)/\($0.0)", $0.1) }
    for (path, package) in paths where unsafe access(path, R_OK) != 0 {
      throw Problem.missingFont(path, package: package)
    }
  }
}
