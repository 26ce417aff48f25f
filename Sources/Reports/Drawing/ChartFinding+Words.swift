package import Experiments

extension ChartFinding {
  /// What is drawn over what, such as `Nuclear norm (nat) by layer`.
  package var subtitle: String {
    let quantity = quantity?.titleWithUnit ?? ""
    switch body {
    case .lines: return "\(quantity) by \(x)"
    case .spectra: return isRelative ? "Singular values by rank, σ / σ₁" : "Singular values by rank"
    case .distributions: return "\(quantity) of single examples"
    case .heat(let panels):
      let heat = panels.panels.joined().compactMap { $0 }.first
      return heat.map { "\(quantity) by \($0.yTitle) and \($0.xTitle)" } ?? quantity
    case .stacks(let panels):
      let stack = panels.panels.joined().compactMap { $0 }.first
      return stack.map { "\(quantity) by \($0.yTitle), a segment for each \($0.xTitle)" }
        ?? quantity
    case .matrix: return quantity
    case .forest:
      return switch x {
      case "log ratio": "Log ratio of \(self.quantity?.label.lowercasingFirst ?? "")"
      case "AUC", "influence": quantity
      default: "Difference in \(quantity.lowercasingFirst)"
      }
    }
  }

  /// The number of panels side by side.
  var columnCount: Int {
    switch body {
    case .lines(let panels), .spectra(let panels): panels.columns.count
    case .distributions(let panels): panels.columns.count
    case .heat(let panels), .stacks(let panels): panels.columns.count
    case .matrix(let panels): panels.columns.count
    case .forest: 1
    }
  }

  /// Whether there is anything to draw.
  package var isEmpty: Bool {
    switch body {
    case .lines(let panels), .spectra(let panels):
      panels.panels.joined().allSatisfy { $0?.isEmpty ?? true }
    case .distributions(let panels): panels.panels.joined().allSatisfy { $0?.isEmpty ?? true }
    case .heat(let panels), .stacks(let panels):
      panels.panels.joined().allSatisfy { $0 == nil }
    case .matrix(let panels): panels.panels.joined().allSatisfy { $0 == nil }
    case .forest(let groups): groups.allSatisfy(\.rows.isEmpty)
    }
  }
}
