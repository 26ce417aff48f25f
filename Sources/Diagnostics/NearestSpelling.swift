/// The candidate that `word` was most likely meant to be, if one is near enough.
///
/// Near enough is an edit distance (insertions, deletions, substitutions, swaps of neighbours; letter
/// case ignored) of at most a third of the longer word, and never more than 3. Ties go to the candidate
/// that comes first.
public func nearestSpelling(of word: String, among candidates: [String]) -> String? {
  let source = Array(word.lowercased())
  var best: (distance: Int, candidate: String)?
  for candidate in candidates {
    let target = Array(candidate.lowercased())
    let limit = min(3, max(source.count, target.count) / 3)
    let distance = editDistance(source, target)
    if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.candidate
}

/// The optimal string alignment distance.
func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var rows = [Array(0...b.count)]
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      let substitution = rows[i][j] + (a[i] == b[j] ? 0 : 1)
      var best = min(substitution, rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = min(best, rows[i - 1][j - 1] + 1)
      }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
