import Diagnostics
import GRDB
import Glibc

extension Problem {
  static func damagedObject(_ digest: Digest, path: String, found: Digest, size: Int) -> Problem {
    Problem(
      "The stored result \(digest.short) is damaged and was removed.", at: Place(file: path),
      expected: "SHA-256 \(digest.hex)", found: "SHA-256 \(found.hex) of \(size) bytes",
      remedy: "Run again: it is computed anew.")
  }

  static func missingObject(_ digest: Digest, path: String) -> Problem {
    Problem(
      "The stored result \(digest.short) is missing.", at: Place(file: path),
      remedy: "Run again: it is computed anew.")
  }

  static func emptyDatabase(path: String) -> Problem {
    Problem(
      "The measurements database is empty, yet the store holds results.", at: Place(file: path),
      expected: "the rows that say which step gave which result", found: "a file of 0 bytes",
      remedy: remedyForDatabase)
  }

  static func corruptDatabase(path: String, found: String) -> Problem {
    Problem(
      "The measurements database is damaged.", at: Place(file: path),
      expected: "an intact SQLite database", found: found, remedy: remedyForDatabase)
  }

  static func newerSchema(path: String, expected: Int, found: String) -> Problem {
    Problem(
      "The store was written by a newer version of this program.", at: Place(file: path),
      expected: "schema version \(expected) or older", found: "schema version \(found)",
      remedy: "Update this program, or name another store.")
  }

  private static let remedyForDatabase =
    "Restore the file from a backup; or move it away together with its '-wal' and '-shm' files and "
    + "run again: every step is then computed anew."
}

// MARK: - The store and the system

extension Problem {
  /// A system call of the store `directory` that failed.
  static func store(_ directory: String, _ error: SystemError) -> Problem {
    let place = Place(file: error.path)
    switch error.code {
    case ENOSPC, EDQUOT: return fullDisk(directory, place, found: error.words)
    case EFBIG: return sizeLimit(directory, place)
    case EACCES, EPERM, EROFS: return unwritable(directory, place, found: error.words)
    case ENOTDIR: return notDirectory(directory, place)
    default:
      return Problem(
        "The store '\(directory)' does not work.", at: place,
        found: "\(error.call): \(error.words)",
        remedy: "See that its disk is sound and run again; what is stored stays.")
    }
  }

  /// A database call of the store `directory` that failed.
  static func store(_ directory: String, path: String, _ error: DatabaseError) -> Problem {
    let place = Place(file: path)
    let words = error.message ?? "SQLite code \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL: return fullDisk(directory, place, found: words)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
      return unwritable(directory, place, found: words)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: return corruptDatabase(path: path, found: words)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return Problem(
        "The measurements database is in use by another process.", at: place, found: words,
        remedy: "Wait until that process has ended, or end it, and run again.")
    default:
      return Problem(
        "The measurements database does not work.", at: place, found: words,
        remedy: "See that its disk is sound and has space, and run again; what is stored stays.")
    }
  }

  private static func fullDisk(_ directory: String, _ place: Place, found: String) -> Problem {
    Problem(
      "The disk of the store '\(directory)' is full.", at: place, found: found,
      remedy: "Free some space and run again; what is stored stays.")
  }

  private static func sizeLimit(_ directory: String, _ place: Place) -> Problem {
    Problem(
      "A file of the store '\(directory)' may not grow as large as it must.", at: place,
      found: "a limit on the size of files",
      remedy: "Raise the limit (ulimit -f unlimited) and run again; what is stored stays.")
  }

  private static func unwritable(_ directory: String, _ place: Place, found: String) -> Problem {
    Problem(
      "The store '\(directory)' cannot be written.", at: place, found: found,
      remedy: "Give yourself permission to write there, or name another store.")
  }

  private static func notDirectory(_ directory: String, _ place: Place) -> Problem {
    Problem(
      "A file stands where a directory of the store '\(directory)' should be.", at: place,
      expected: "a directory", found: "a file",
      remedy: "Move the file away, or name another store.")
  }
}

// MARK: - Files to digest

extension Problem {
  /// A system call on a file of the user that failed.
  static func file(_ path: String, _ error: SystemError) -> Problem {
    guard error.code != ENOENT else {
      return Problem(
        "The file '\(path)' does not exist.", at: Place(file: path),
        remedy: "Check the path; it counts from the folder in which you are.")
    }
    return Problem(
      "The file '\(path)' cannot be read.", at: Place(file: path), found: error.words,
      remedy: "See that it is a file and that you may read it.")
  }

  static func changedWhileRead(_ path: String) -> Problem {
    Problem(
      "The file '\(path)' changed while it was read.", at: Place(file: path),
      remedy: "Wait until nobody writes it any more and run again.")
  }
}
