import Diagnostics
import JSONTree

/// A model spread over several safetensors files, which `model.safetensors.index.json` joins.
///
/// The index only says what the shards themselves say, and is held to it: each name that it maps must be
/// in the file to which it maps it, and in no other.
public struct ShardedSafetensors: Sendable {
  /// The paths of the shards, sorted by their UTF-8 bytes.
  public let shardPaths: [String]
  /// The names of all tensors of the index, sorted by their UTF-8 bytes.
  public let tensorNames: [String]
  private let shards: [Safetensors]
  private let index: NameIndex
  /// For each of `tensorNames`, its place in `shards`.
  private let owners: [Int]

  /// Opens an index and all shards that it names.
  ///
  /// - Parameter indexPath: The path of the index; the shards lie beside it.
  /// - Throws: `Problem` where the index is malformed or does not agree with the shards, and whatever is
  ///   wrong with one of the shards.
  public init(indexPath: String) throws {
    let entries = try ShardedSafetensors.entries(indexPath)
    let files = Set(entries.map(\.file)).sortedByBytes()
    let folder = Path.parent(of: indexPath)
    shardPaths = files.map { Path.join(folder, $0) }
    shards = try shardPaths.map { try Safetensors(path: $0) }
    let ordered = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    tensorNames = ordered.map(\.name)
    index = NameIndex(tensorNames)
    let numbers = Dictionary(uniqueKeysWithValues: zip(files, files.indices))
    owners = ordered.map { numbers[$0.file] ?? 0 }
    try checkAgreement(indexPath)
  }

  private func checkAgreement(_ indexPath: String) throws {
    for (shard, path) in zip(shards.indices, shardPaths) {
      let held = Set(shards[shard].tensorNames.map { Array($0.utf8) })
      for (name, owner) in zip(tensorNames, owners)
      where held.contains(Array(name.utf8)) != (owner == shard) {
        throw Problem.indexDisagrees(
          name, mapped: shardPaths[owner], holds: owner == shard ? nil : path,
          at: Place(file: indexPath, tensor: name))
      }
    }
  }

  private static func entries(_ path: String) throws -> [(name: String, file: String)] {
    let document = try JSONDocument(MappedFile(path: path).copiedBytes(), file: path)
    guard let map = document.root["weight_map"], case .object(let members) = map.content,
      !members.isEmpty
    else { throw Problem.noWeightMap(at: document.place(of: document.root)) }
    return try members.map { member in
      guard case .string(let file) = member.value.content, Path.isPlainName(file) else {
        throw Problem.invalidShardName(
          member.value.value.text(), at: document.place(of: member.value))
      }
      return (member.key, file)
    }
  }
}

extension ShardedSafetensors: TensorSource {
  /// What is known of the tensor `name`.
  public func info(_ name: String) throws -> TensorInfo { try shard(of: name).info(name) }

  /// Reads rows of a tensor.
  public func read(
    _ name: String, rows: Range<Int>, into output: inout MutableSpan<Float>
  ) throws {
    try shard(of: name).read(name, rows: rows, into: &output)
  }

  private func shard(of name: String) throws -> Safetensors {
    shards[owners[try index.position(of: name, in: Path.parent(of: shardPaths[0]))]]
  }
}
