import COniguruma
import Diagnostics
import Synchronization

/// A compiled regular expression over UTF-8, in Oniguruma's syntax.
///
/// The classes such as `\p{L}` follow the Unicode version of the installed library. Oniguruma only
/// reads a compiled expression, so that threads may search with one at once.
@safe struct OnigurumaPattern: ~Copyable, @unchecked Sendable {
  private let regex: OnigRegex

  /// Oniguruma sets up tables of its own on first use; compiling is therefore done one at a time.
  private static let isReady = Mutex(false)

  /// Compiles `pattern`.
  ///
  /// - Throws: `Problem` with Oniguruma's own message for a malformed expression.
  init(_ pattern: String) throws {
    let bytes = Array(pattern.utf8)
    var compiled: OnigRegex?
    var info = unsafe OnigErrorInfo()
    let code = Self.isReady.withLock { isReady in
      if !isReady {
        var encodings: [OnigEncoding?] = unsafe [coniguruma_utf8()]
        unsafe onig_initialize(&encodings, 1)
        isReady = true
      }
      return unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe onig_new(
          &compiled, buffer.baseAddress, buffer.baseAddress.map { unsafe $0 + buffer.count },
          OnigOptionType(ONIG_OPTION_NONE), coniguruma_utf8(), coniguruma_syntax(), &info)
      }
    }
    guard code == ONIG_NORMAL, let compiled = unsafe compiled else {
      throw Problem.malformedPattern(pattern, cause: unsafe Self.message(code, &info))
    }
    unsafe regex = compiled
  }

  deinit { unsafe onig_free(regex) }

  /// All matches in `bytes[range]`, from left to right, as if nothing stood around it.
  ///
  /// Empty matches count, except right after another match.
  ///
  /// - Throws: `Problem` where Oniguruma gives up, as on an expression that backtracks without end.
  func matches(in bytes: [UInt8], _ range: Range<Int>) throws -> [Range<Int>] {
    var found: [Range<Int>] = []
    let region = MatchRegion()
    let code = unsafe bytes.withUnsafeBufferPointer { buffer in
      var start = range.lowerBound
      while start <= range.upperBound, !range.isEmpty {
        let code = unsafe region.search(regex, buffer, range, from: start)
        guard code >= 0 else { return code }
        let match = region.match(in: range)
        if match.isEmpty, match.upperBound == found.last?.upperBound {
          let isLast = start == range.upperBound
          start += isLast ? 1 : UTF8Decoding.length(bytes[start])
        } else {
          found.append(match)
          start = match.upperBound
        }
      }
      return ONIG_MISMATCH
    }
    guard code == ONIG_MISMATCH else {
      throw Problem.patternGaveUp(cause: unsafe Self.message(code))
    }
    return found
  }

  private static func message(_ code: CInt, _ info: UnsafeMutablePointer<OnigErrorInfo>? = nil)
    -> String
  {
    var buffer = [UInt8](repeating: 0, count: Int(ONIG_MAX_ERROR_MESSAGE_LEN))
    let count = unsafe coniguruma_message(&buffer, code, info)
    return String(decoding: buffer.prefix(Int(count)), as: UTF8.self)
  }
}

/// Oniguruma's record of one match.
@safe private struct MatchRegion: ~Copyable {
  private let region: UnsafeMutablePointer<OnigRegion>

  init() {
    guard let region = unsafe onig_region_new() else { preconditionFailure("Out of memory") }
    unsafe self.region = region
  }

  deinit { unsafe onig_region_free(region, 1) }

  /// Searches `buffer[range]` from `start` on; negative without a match.
  func search(
    _ regex: OnigRegex, _ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
    from start: Int
  ) -> CInt {
    guard let base = buffer.baseAddress else { return ONIG_MISMATCH }
    let end = unsafe base + range.upperBound
    return unsafe onig_search(
      regex, base + range.lowerBound, end, base + start, end, region,
      OnigOptionType(ONIG_OPTION_NONE))
  }

  /// The last match, in the coordinates of the buffer.
  func match(in range: Range<Int>) -> Range<Int> {
    let start = unsafe Int(region.pointee.beg[0])
    let end = unsafe Int(region.pointee.end[0])
    return range.lowerBound + start..<range.lowerBound + end
  }
}
