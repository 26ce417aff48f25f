import Statistics

/// Deals things anew to the places where they lie.
enum Dealing {
  /// A random order in which no place keeps what it has, nor gets an equal thing, as far as that can be.
  ///
  /// A shuffle whose faults are mended by exchanges; where exchanges do not mend them all, the things
  /// are sorted into groups of equal ones and each is moved on by the size of the largest group, which
  /// leaves the least number of faults: none unless one thing makes more than half of all.
  ///
  /// - Parameters:
  ///   - things: What lies at each place.
  ///   - seed: Of the shuffle.
  /// - Returns: For each place, the old place of what it gets; `nil` if all things are equal.
  static func order<Thing: Hashable>(of things: [Thing], seed: Seed) -> [Int]? {
    let count = things.count
    var sizes: [Thing: Int] = [:]
    for thing in things { sizes[thing, default: 0] += 1 }
    guard sizes.count > 1, let largest = sizes.values.max() else { return nil }
    var generator = SeededGenerator(seed)
    var order = Array(0..<count)
    generator.shuffle(&order)
    func isFault(_ place: Int, _ origin: Int) -> Bool { things[place] == things[origin] }
    var faults = 0
    for place in 0..<count where isFault(place, order[place]) {
      let start = generator.integer(below: count)
      let partner = (0..<count).lazy.map { (start + $0) % count }.first { other in
        !isFault(place, order[other]) && !isFault(other, order[place])
      }
      if let partner { order.swapAt(place, partner) } else { faults += 1 }
    }
    return faults <= max(0, 2 * largest - count) ? order : moved(things, by: largest, &generator)
  }

  private static func moved<Thing: Hashable>(
    _ things: [Thing], by distance: Int, _ generator: inout SeededGenerator
  ) -> [Int] {
    var places = Array(things.indices)
    generator.shuffle(&places)
    var groups: [[Int]] = []
    var group: [Thing: Int] = [:]
    for place in places {
      if let known = group[things[place]] {
        groups[known].append(place)
      } else {
        group[things[place]] = groups.count
        groups.append([place])
      }
    }
    let sorted = groups.flatMap { $0 }
    var order = Array(things.indices)
    for (position, place) in sorted.enumerated() {
      order[sorted[(position + distance) % sorted.count]] = place
    }
    return order
  }
}
