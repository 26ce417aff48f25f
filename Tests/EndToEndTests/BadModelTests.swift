import Foundation
import TestSupport
import Testing

/// What the tool says of a model that cannot be run as it stands.
@Suite struct BadModelTests {
  private func spectra(_ spoil: (Tool) throws -> Void) throws -> Tool.Ending {
    let tool = try Tool()
    try spoil(tool)
    return try tool("spectra", "--model", "tiny-llama", "--data", "examples.json", "--limit", "1")
  }

  private func configuring(_ old: String, _ new: String) throws -> Tool.Ending {
    try spectra { tool in
      let text = try tool.text("tiny-llama/config.json")
      #expect(text.contains(old))
      try tool.folder.write(
        text.replacingOccurrences(of: old, with: new), to: "tiny-llama/config.json")
    }
  }

  @Test func `A model without a tokenizer`() throws {
    let ending = try spectra { tool in
      try FileManager.default.removeItem(atPath: tool.folder.file("tiny-llama/tokenizer.json"))
    }
    #expect(ending.status == 1)
    #expect(ending.errors.hasPrefix("error: The model has no tokenizer.\n"), "\(ending.errors)")
    #expect(ending.errors.contains("to fix it: Download the model's 'tokenizer.json'"))
  }

  @Test func `A configuration that does not fit the tensors`() throws {
    let ending = try configuring(#""intermediate_size": 40"#, #""intermediate_size": 48"#)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("mlp.gate_proj.weight"), "\(ending.errors)")
    #expect(ending.errors.contains("48") && ending.errors.contains("40"))
  }

  @Test func `An architecture that is not computed`() throws {
    let ending = try configuring(#""model_type": "llama""#, #""model_type": "mamba""#)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("The architecture 'mamba' is not known"), "\(ending.errors)")
    #expect(ending.errors.contains("gpt_neox, llama, mistral"))
  }

  @Test func `Rotary frequencies scaled in a way that is not computed`() throws {
    let ending = try configuring(#""rope_type": "default""#, #""rope_type": "yarn", "factor": 2.0"#)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("rotary scaling of the kind 'yarn'"), "\(ending.errors)")
  }

  @Test func `Weights that were cut short`() throws {
    let ending = try spectra { tool in
      let path = tool.folder.file("tiny-llama/model.safetensors")
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      try data.prefix(data.count - 100).write(to: URL(fileURLWithPath: path))
    }
    #expect(ending.status == 1)
    #expect(ending.errors.contains("model.safetensors"), "\(ending.errors)")
  }

  @Test func `A folder of reports that is a file`() throws {
    let tool = try Tool(experiment: RunCommandTests.experiment)
    try tool.folder.write("", to: "Reports")
    let ending = try tool("run", "tiny.json")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("Reports"), "\(ending.errors)")
    // What was measured is kept.
    #expect(try tool("plan", "tiny.json").output.contains("all cached"))
  }
}
