/// `points` without those that the straight lines between the others pass within 0.1 px: nobody sees the
/// difference, and a spectrum of thousands of ranks becomes a few dozen points.
///
/// The first and last point stay (Ramer, Douglas and Peucker).
func simplified(_ points: [Point]) -> [Point] {
  guard points.count > 2 else { return points }
  let points = outlined(points)
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

/// `points` with two in each column of one px, the lowest and the highest in their order, beside the first and
/// the last of all: the line through them covers the same pixels but for the steps between columns (after
/// Jugel et al. 2014), and thousands of noisy steps cost no more than the columns they fall in. Points that do
/// not go on to the right stay as they are.
private func outlined(_ points: [Point]) -> [Point] {
  guard points.count > 1000, zip(points, points.dropFirst()).allSatisfy({ $0.x <= $1.x }) else {
    return points
  }
  func column(_ index: Int) -> Double { points[index].x.rounded(.down) }
  var kept = [points[0]]
  var first = 1
  while first < points.count {
    var (last, low, high) = (first, first, first)
    while last + 1 < points.count, column(last + 1) == column(first) {
      last += 1
      if points[last].y < points[low].y { low = last }
      if points[last].y > points[high].y { high = last }
    }
    kept += Set([low, high]).sorted().map { points[$0] }
    first = last + 1
  }
  return kept + [points[points.count - 1]]
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
