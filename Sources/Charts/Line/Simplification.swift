/// `points` without those that the straight lines between the others pass within 0.1 px: nobody sees the
/// difference, and a spectrum of thousands of ranks becomes a few dozen points.
///
/// The first and last point stay (Ramer, Douglas and Peucker).
func simplified(_ points: [Point]) -> [Point] {
  guard points.count > 2 else { return points }
  var kept = Array(repeating: false, count: points.count)
  kept[0] = true
  kept[points.count - 1] = true
  var open = [(first: 0, last: points.count - 1)]
  while let part = open.popLast() {
    var farthest = (index: 0, distance: 0.1)
    for index in (part.first + 1)..<max(part.last, part.first + 1) {
      let away = distance(points[index], from: points[part.first], to: points[part.last])
      if away > farthest.distance { farthest = (index, away) }
    }
    guard farthest.index > 0 else { continue }
    kept[farthest.index] = true
    open.append((part.first, farthest.index))
    open.append((farthest.index, part.last))
  }
  return points.indices.filter { kept[$0] }.map { points[$0] }
}

/// The distance of `point` from the stretch between two others.
private func distance(_ point: Point, from a: Point, to b: Point) -> Double {
  let (dx, dy) = (b.x - a.x, b.y - a.y)
  let length = dx * dx + dy * dy
  let along = length == 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / length
  let place = min(max(along, 0), 1)
  let (x, y) = (point.x - a.x - place * dx, point.y - a.y - place * dy)
  return (x * x + y * y).squareRoot()
}
