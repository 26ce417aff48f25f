/// The style sheet of one SVG: which class gives an ink its dark colour.
///
/// Light colours are attributes, so that viewers without style sheets show the light theme; a class is needed
/// only where the dark colour differs.
struct SVGInks {
  private var classes: [Ink: Int] = [:]
  private var order: [Ink] = []

  /// The class of `ink`, numbered by first use; `nil` if both themes share the colour.
  mutating func number(of ink: Ink) -> Int? {
    guard ink.light != ink.dark else { return nil }
    if let known = classes[ink] { return known }
    classes[ink] = order.count
    order.append(ink)
    return order.count - 1
  }

  /// Rules that hold inside the element `id` alone. Paper is light, whatever the screen is.
  func styleSheet(scopedTo id: String) -> String {
    let rules = order.indices.map { index in
      let dark = order[index].dark.hex
      return "#\(id) .f\(index){fill:\(dark)}#\(id) .s\(index){stroke:\(dark)}"
    }
    return "@media screen and (prefers-color-scheme:dark){\(rules.joined())}"
  }
}
