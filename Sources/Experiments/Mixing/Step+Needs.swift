import Artifacts
import Execution

extension Step {
  /// What it needs, what that needs, and itself: each once, those that others need before them.
  var withNeeds: [any Step] {
    var (steps, seen): ([any Step], Set<Digest>) = ([], [])
    func add(_ step: any Step) {
      guard seen.insert(step.key).inserted else { return }
      for need in step.needs { add(need) }
      steps.append(step)
    }
    add(self)
    return steps
  }
}
