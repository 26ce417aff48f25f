/// Charts of one kind side by side under one headline, as many in a row as have room.
public struct ChartGallery<Member: Chart>: Chart {
  /// The least width of a chart that has a neighbour, in px.
  private static var leastWidth: Double { 300 }

  /// What the charts say together.
  public var headline: Headline
  /// The charts, each with what tells it apart as its own headline.
  public let members: [Member]

  /// Creates a gallery. Traps without a chart.
  public init(_ headline: Headline, members: [Member]) {
    precondition(!members.isEmpty, "a gallery needs a chart")
    self.headline = headline
    self.members = members
  }

  /// The drawing.
  public func scene(width: Double, measurer: any TextMeasurer) -> Scene {
    var page = Page(width: width, measurer: measurer, headline: headline)
    let columns = max(1, min(members.count, Int(width / Self.leastWidth)))
    let share = (width / Double(columns)).rounded(.down)
    for start in stride(from: 0, to: members.count, by: columns) {
      let scenes = members[start..<min(start + columns, members.count)].map {
        $0.scene(width: share, measurer: measurer)
      }
      for (column, scene) in scenes.enumerated() {
        let (x, y) = (Double(column) * share, page.cursor)
        page.elements += scene.elements.map { $0.moved(x, y) }
      }
      page.cursor += scenes.map(\.height).max() ?? 0
    }
    return page.finish(self)
  }

  /// The descriptions of the charts, each after its headline.
  public var spokenDescription: String {
    members.map { "\($0.headline.title): \($0.spokenDescription)" }.joined(separator: " ")
  }

  /// The tables one below the other, with the headline of the chart first.
  public var table: ChartTable {
    ChartTable(
      header: ["panel"] + (members.first?.table.header ?? []),
      cells: members.flatMap { member in
        member.table.cells.map { [.text(member.headline.title)] + $0 }
      })
  }
}

extension SceneElement {
  /// The same `x` px farther to the right and `y` px farther down.
  fileprivate func moved(_ x: Double, _ y: Double) -> SceneElement {
    switch self {
    case .group(var group):
      group.clip = group.clip?.moved(x, y)
      group.elements = group.elements.map { $0.moved(x, y) }
      return .group(group)
    case .path(var path):
      path.runs = path.runs.map { $0.map { Point($0.x + x, $0.y + y) } }
      return .path(path)
    case .rect(let rect, let paint): return .rect(rect.moved(x, y), paint)
    case .circle(let center, let radius, let paint):
      return .circle(center: Point(center.x + x, center.y + y), radius: radius, paint)
    case .text(var text):
      text.position = Point(text.position.x + x, text.position.y + y)
      return .text(text)
    }
  }
}

extension Rect {
  fileprivate func moved(_ x: Double, _ y: Double) -> Rect {
    Rect(x: self.x + x, y: self.y + y, width: width, height: height)
  }
}
