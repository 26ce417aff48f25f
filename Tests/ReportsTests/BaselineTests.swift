import Diagnostics
import Experiments
import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct BaselineTests {
  private static func report() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    try folder.write(try Sample.small.encoded(), to: "findings.json")
    return folder
  }

  /// The sample as a file gives it back: members of its specification are sorted.
  private static func read() throws -> Findings {
    try Findings(parsing: Array(try Sample.small.encoded().utf8), file: "findings.json")
  }

  @Test func `Baselines are listed in the order in which they were saved`() throws {
    let folder = try Self.report()
    let baselines = Baselines(report: folder.path + "/")
    #expect(try baselines.names == [])
    try baselines.save(Baseline(name: "v2", note: "ä \"new\" tokenizer", revision: "3f2c1aa"))
    try baselines.save(Baseline(name: "main"))
    #expect(try baselines.names == ["v2", "main"])
    #expect(try baselines.all().first?.note == "ä \"new\" tokenizer")
    #expect(try baselines.findings(named: "main") == Self.read())
    #expect(baselines.folder(named: "main") == "\(folder.path)/baselines/main")
    let list = try String(contentsOfFile: folder.file("baselines/index.json"), encoding: .utf8)
    #expect(list.contains("\"revision\": \"3f2c1aa\""), "\(list)")
    try baselines.save(Baseline(name: "v2"), replacing: true)
    #expect(try baselines.all() == [Baseline(name: "main"), Baseline(name: "v2")])
  }

  @Test func `What is saved is the bytes that were there`() throws {
    let folder = try Self.report()
    try folder.write("samples", to: "samples.safetensors")
    let baselines = Baselines(report: folder.path)
    try baselines.save(Baseline(name: "main"))
    let kept = baselines.folder(named: "main")
    let (saved, own) = (
      try readBytes(of: "\(kept)/findings.json"),
      try readBytes(of: folder.file("findings.json"))
    )
    #expect(saved == own)
    #expect(try readBytes(of: "\(kept)/samples.safetensors") == Array("samples".utf8))
    try FileManager.default.removeItem(atPath: folder.file("samples.safetensors"))
    try baselines.save(Baseline(name: "main"), replacing: true)
    #expect(!FileManager.default.fileExists(atPath: "\(kept)/samples.safetensors"))
  }

  @Test func `A name that is taken needs consent`() throws {
    let folder = try Self.report()
    let baselines = Baselines(report: folder.path)
    try baselines.save(Baseline(name: "main"))
    let found = problem { try baselines.save(Baseline(name: "main")) }
    #expect(found?.summary == "There is a baseline 'main' already.")
    #expect(found?.remedy?.contains("--replace") == true)
  }

  @Test(arguments: ["", ".", "..", "../x", "a/b", ".hidden", "-x", "ä", "a b", "index.json", "a\n"])
  func `A name that is no name of a folder is refused`(_ name: String) throws {
    let folder = try Self.report()
    let found = problem { try Baselines(report: folder.path).save(Baseline(name: name)) }
    #expect(found?.summary == "'\(name)' cannot be the name of a baseline.")
    #expect(!FileManager.default.fileExists(atPath: folder.file("baselines")))
  }

  @Test func `A missing baseline is a result that says what there is`() throws {
    let folder = try Self.report()
    let baselines = Baselines(report: folder.path)
    guard case .missing(let none) = try baselines.lookUp("main") else {
      Issue.record("found what was never saved")
      return
    }
    #expect(none.found == "no baseline at all")
    #expect(none.remedy == "Save one with 'gradbook baseline save \(folder.path) --name main'.")
    try baselines.save(Baseline(name: "main"))
    #expect(try baselines.lookUp("main") == .found(Self.read()))
    guard case .missing(let near) = try baselines.lookUp("mian") else {
      Issue.record("found another baseline")
      return
    }
    #expect(near.expected == "one of main")
    #expect(near.remedy?.hasPrefix("Did you mean 'main'?") == true)
    try FileManager.default.removeItem(atPath: folder.file("baselines/main/findings.json"))
    let lost = problem { try baselines.findings(named: "main") }
    #expect(lost?.summary == "The findings of the baseline 'main' are missing.")
  }

  @Test func `A removed baseline is gone, and the others stay`() throws {
    let folder = try Self.report()
    let baselines = Baselines(report: folder.path)
    for name in ["a", "b"] { try baselines.save(Baseline(name: name)) }
    try baselines.remove("a")
    #expect(try baselines.names == ["b"])
    #expect(!FileManager.default.fileExists(atPath: baselines.folder(named: "a")))
    #expect(problem { try baselines.remove("a") }?.summary == "There is no baseline 'a'.")
  }

  @Test(arguments: [
    ("[]", "The list of baselines is damaged."),
    ("{\"schema\": 1, \"baselines\": [{\"name\": \"../x\"}]}", "The list of baselines is damaged."),
    ("{\"schema\": 2, \"baselines\": []}", "The list of baselines has another format."),
  ])
  func `A damaged list is a problem`(_ text: String, _ summary: String) throws {
    let folder = try Self.report()
    let baselines = Baselines(report: folder.path)
    try baselines.save(Baseline(name: "main"))
    try folder.write(text, to: "baselines/index.json")
    #expect(problem { try baselines.names }?.summary == summary)
  }

  @Test func `Only findings can be saved`() throws {
    let folder = try TemporaryDirectory()
    let baselines = Baselines(report: folder.path)
    #expect(
      problem { try baselines.save(Baseline(name: "a")) }?.summary
        == "The folder holds no findings.")
    try folder.write("{}", to: "findings.json")
    #expect(
      problem { try baselines.save(Baseline(name: "a")) }?.summary
        == "The file does not hold findings.")
    #expect(!FileManager.default.fileExists(atPath: folder.file("baselines")))
  }

  @Test func `A report that is written again leaves its baselines alone`() throws {
    let folder = try Self.report()
    let baselines = Baselines(report: folder.path)
    try baselines.save(Baseline(name: "main"))
    let files = try Report.files(Sample.small, templates: .standard(), renderer: FlatRenderer())
    try ReportFolder.write(files, to: folder.path)
    try ReportFolder.write(files, to: folder.path)
    #expect(try baselines.findings(named: "main") == Self.read())
    #expect(try ReportCheck.differences(of: files, in: folder.path).isEmpty)
  }
}
