/// Draws a tree above the columns of a matrix, its leaves at the bottom.
struct DendrogramDrawing {
  let tree: Dendrogram
  /// Where branches stand, the axis at its left.
  let area: Rect
  /// The middle of each item's column.
  let middles: [Int: Double]
  /// The colour of a branch over these items.
  let ink: ([Int]) -> Ink

  /// From 0 at the foot to the height of the last join at the top.
  private var domain: Domain {
    let top = tree.merges.map(\.height).max() ?? 0
    return Domain(bounds: 0...(top > 0 ? top : 1), isLogarithmic: false)
  }

  var ticks: [Tick] { domain.ticks(atMost: 3, wholeOnly: false).labelled }

  func elements() -> [SceneElement] {
    let scale = Scale(domain: domain, start: area.maxY, end: area.y)
    return [axis(scale), .group("tree", branches(scale))]
  }

  private func axis(_ scale: Scale) -> SceneElement {
    let x = area.x - 6
    let places = ticks.map { scale.position(of: $0.value) }
    var marks: [SceneElement] = [
      .lines(
        [[Point(x, area.y), Point(x, area.maxY)]]
          + places.map { [Point(x - 4, $0), Point(x, $0)] },
        .stroke(.axis))
    ]
    for (tick, y) in zip(ticks, places) {
      marks.append(
        .text(
          tick.label, at: Point(x - 7, y + Font.tick.middle), .end, font: .tick, ink: .muted))
    }
    return .group("axis-y", marks)
  }

  /// A bracket for each join: up from either part, and across.
  private func branches(_ scale: Scale) -> [SceneElement] {
    let members = tree.members
    var feet = tree.leaves.map { Point(middles[$0] ?? area.x, area.maxY) }
    return tree.merges.enumerated().map { step, merge in
      let (left, right) = (feet[merge.left], feet[merge.right])
      let height = scale.position(of: merge.height)
      feet.append(Point((left.x + right.x) / 2, height))
      let items = members[tree.leaves.count + step]
      return .line(
        [left, Point(left.x, height), Point(right.x, height), right],
        .stroke(ink(items), 1.5))
    }
  }
}
