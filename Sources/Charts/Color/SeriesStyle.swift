/// How one series looks: hue for the entity (family), lightness for its size, dash and marker for the kind of
/// data.
public struct SeriesStyle: Sendable, Hashable {
  /// Where the colour comes from.
  public enum Color: Sendable, Hashable {
    /// A hue of the palette by index, 0 or more; indices past the palette begin again.
    case hue(Int)
    /// One step (from 0) of an ordered ramp of `count` steps, from faint to strong.
    case ordinal(step: Int, of: Int)
    /// The grey of things shown for orientation only.
    case context
  }

  /// The pattern of a line.
  public enum Dash: String, Sendable, CaseIterable {
    /// Unbroken.
    case solid
    /// Long dashes.
    case dashed
    /// Dots.
    case dotted
    /// Dash and dot in turn.
    case dashDotted

    /// The lengths of stroke and gap, in px; empty if unbroken.
    var lengths: [Double] {
      switch self {
      case .solid: []
      case .dashed: [6, 3]
      case .dotted: [1.5, 2.5]
      case .dashDotted: [7, 2.5, 1.5, 2.5]
      }
    }
  }

  /// The shape drawn at each value.
  public enum Marker: String, Sendable, CaseIterable {
    /// Nothing: the line speaks alone.
    case none
    /// A disc.
    case circle
    /// A square.
    case square
    /// A square on its corner.
    case diamond
    /// A triangle that points up.
    case triangle
  }

  /// The colour.
  public var color: Color
  /// −1 (strongest against the background) to 1 (faintest that still has a contrast of 3:1); `nil` for the hue
  /// itself. Ordinal steps and context ignore it.
  public var lightness: Double?
  /// The pattern of the line.
  public var dash: Dash
  /// The shape at each value.
  public var marker: Marker

  /// Creates a style. `lightness` outside −1...1 traps.
  public init(
    _ color: Color, lightness: Double? = nil, dash: Dash = .solid, marker: Marker = .none
  ) {
    precondition(
      lightness.map { $0 >= -1 && $0 <= 1 } ?? true,
      "lightness must be −1 to 1, found \(lightness ?? 0)")
    self.color = color
    self.lightness = lightness
    self.dash = dash
    self.marker = marker
  }

  /// The style of a model: the hue of its family, and lightness and marker by its size, smallest faintest.
  ///
  /// Six families of four sizes can be told apart by colour in both themes; further sizes share markers, further
  /// families share hues.
  ///
  /// - Parameters:
  ///   - family: The place of the family among all families of a report, 0 or more.
  ///   - size: The place of the size among those of the family, from the smallest, 0.
  ///   - count: How many sizes the family has, more than `size`. A single one has the hue itself.
  ///   - dash: The pattern of the line, for the kind of data.
  /// - Returns: The style.
  public static func model(
    family: Int, size: Int, of count: Int, dash: Dash = .solid
  ) -> SeriesStyle {
    precondition(size >= 0 && size < count, "size \(size) of \(count) sizes")
    let markers: [Marker] = [.circle, .square, .diamond, .triangle]
    let lightness = count < 2 ? nil : 0.8 - 1.6 * Double(size) / Double(count - 1)
    return SeriesStyle(
      .hue(family), lightness: lightness, dash: dash, marker: markers[size % markers.count])
  }
}

/// The hue of each entity, fixed by one list for a whole report: an entity keeps its colour in every chart.
public struct HueRegistry: Sendable, Hashable {
  /// The entities in the order of their hues.
  public let entities: [String]

  /// Creates a registry. Names that appear twice keep their first place.
  public init(_ entities: [String]) {
    self.entities = entities
  }

  /// The hue of `entity`, which must be registered.
  public func color(of entity: String) -> SeriesStyle.Color {
    guard let index = entities.firstIndex(where: { $0.utf8.elementsEqual(entity.utf8) }) else {
      preconditionFailure("'\(entity)' is not among the \(entities.count) registered entities")
    }
    return .hue(index)
  }
}
