import Diagnostics

extension Plan {
  /// A line for each step: `smollm2 · none · 12: cached`, or `…: run: never computed`.
  public var lines: [String] {
    entries.map(line)
  }

  private func line(for entry: Entry) -> String {
    let reasons = entry.reasons.map(\.description).joined(separator: "; ")
    return "\(entry.step.identity): \(reasons.isEmpty ? "cached" : "run: \(reasons)")"
  }

  /// A line for each group of steps, in the order in which the groups first appear.
  ///
  /// For example `smollm2 · none: 48 steps, 40 cached, 8 to run: input 'maxLength' changed from 1024
  /// to 512`. A step that is a group by itself, named as the group is, has the line that `lines` has.
  ///
  /// - Parameter name: The group of a step.
  /// - Returns: The lines, without line breaks.
  public func lines(groupedBy name: (any Step) -> String) -> [String] {
    var order: [String] = []
    var groups: [String: [Entry]] = [:]
    for entry in entries {
      let group = name(entry.step)
      if groups[group] == nil { order.append(group) }
      groups[group, default: []].append(entry)
    }
    return order.map { line(for: $0, groups[$0] ?? []) }
  }

  private func line(for group: String, _ entries: [Entry]) -> String {
    let running = entries.filter { !$0.reasons.isEmpty }
    if entries.count == 1, entries[0].step.identity == group { return line(for: entries[0]) }
    let head = "\(group): \(counted(entries.count, "step"))"
    if running.isEmpty { return "\(head), all cached" }
    let counts =
      running.count == entries.count
      ? "all to run" : "\(entries.count - running.count) cached, \(running.count) to run"
    return "\(head), \(counts): \(themes(of: running))"
  }

  /// The reasons of `running` by theme, in the order in which they first appear.
  private func themes(of running: [Entry]) -> String {
    var order: [String] = []
    var reasons: [String: [Reason]] = [:]
    for reason in running.flatMap(\.reasons) {
      if reasons[reason.theme] == nil { order.append(reason.theme) }
      reasons[reason.theme, default: []].append(reason)
    }
    return order.map { theme in
      let found = reasons[theme] ?? []
      let isOne = found.allSatisfy { $0.description == found.first?.description }
      let words = isOne ? found.first?.description ?? theme : theme
      return found.count == running.count ? words : "\(words) (\(found.count))"
    }.joined(separator: "; ")
  }
}

/// For example `1 step` or `2 steps`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
