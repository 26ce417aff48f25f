import Artifacts
import Execution
import TestSupport
import Testing

@Suite struct DraftKeeperTests {
  let directory: TemporaryDirectory
  let store: Store
  let key = Digest(of: [1])

  init() throws {
    directory = try TemporaryDirectory()
    store = try Store(directory.path)
  }

  @Test func `Before its time no draft is made`() throws {
    var keeper = DraftKeeper(StepContext(key: key, store: store), every: 3600)
    let made = Counter()
    try keeper.keepIfDue {
      made.add()
      return [1]
    }
    #expect(made.count == 0)
    #expect(try store.draft(for: key) == nil)
  }

  @Test func `A draft that is due takes the place of the one before`() throws {
    var keeper = DraftKeeper(StepContext(key: key, store: store), every: 0)
    for byte in [UInt8(1), 2] {
      try keeper.keepIfDue { [byte] }
      #expect(try store.draft(for: key) == [byte])
    }
  }

  @Test func `Whoever asks to stop finds a draft, due or not`() throws {
    let interruption = Interruption()
    var keeper = DraftKeeper(
      StepContext(key: key, store: store, interruption: interruption), every: 3600)
    try keeper.keepIfDue { [1] }
    interruption.request()
    #expect(throws: StepInterrupted.self) { try keeper.keepIfDue { [2] } }
    #expect(try store.draft(for: key) == [2])
  }
}
