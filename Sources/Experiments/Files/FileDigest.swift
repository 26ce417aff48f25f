import Crypto
import Diagnostics
import Foundation

/// The SHA-256 digest of a file of any size, as 64 hexadecimal digits.
func fileDigest(_ path: String, noun: String) throws -> String {
  let handle = try FileBytes.open(path, noun: noun)
  var hash = SHA256()
  do {
    while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
      hash.update(data: chunk)
    }
  } catch {
    throw Problem.unreadable(path, noun: noun, error)
  }
  return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
