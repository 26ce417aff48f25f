import Diagnostics
import Foundation

/// The whole file at `path`, which problems call `name`.
package func readBytes(of path: String, as name: String? = nil) throws -> [UInt8] {
  do {
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  } catch {
    throw Problem.unreadableFile(name ?? path, reason: systemReason(error))
  }
}

/// What the system says, without the path, which problems tell by themselves.
package func systemReason(_ error: any Error) -> String {
  let error = error as NSError
  let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
  guard underlying.domain == NSPOSIXErrorDomain else {
    return "error \(error.code) of \(error.domain)"
  }
  return unsafe String(cString: strerror(Int32(underlying.code)))
}
