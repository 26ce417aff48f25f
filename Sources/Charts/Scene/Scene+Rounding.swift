extension SceneElement {
  /// The element with every coordinate rounded and every text made displayable.
  var rounded: SceneElement {
    switch self {
    case .group(var group):
      group.tooltip = group.tooltip.map(displayText)
      group.clip = group.clip?.rounded
      group.elements = group.elements.map(\.rounded)
      return .group(group)
    case .path(var path):
      path.runs = path.runs.map { $0.map(\.rounded) }
      path.paint = path.paint.rounded
      return .path(path)
    case .rect(let rect, let paint):
      return .rect(rect.rounded, paint.rounded)
    case .circle(let center, let radius, let paint):
      return .circle(center: center.rounded, radius: hundredths(radius), paint.rounded)
    case .text(var text):
      text.string = displayText(text.string)
      text.position = text.position.rounded
      text.rotation = hundredths(text.rotation)
      text.font.size = hundredths(text.font.size)
      return .text(text)
    }
  }
}

extension Paint {
  fileprivate var rounded: Paint {
    var copy = self
    copy.fillOpacity = hundredths(fillOpacity)
    copy.strokeWidth = hundredths(strokeWidth)
    copy.dash = dash.map(hundredths)
    return copy
  }
}
