public import ArgumentParser
public import Experiments

extension WeightMemory: ExpressibleByArgument {}

extension WeightMemory {
  /// What the option says of itself.
  static let help: ArgumentHelp = """
    Where weights are: resident, widened in memory; or streamed, left in the file as they are stored and \
    widened block by block. The numbers are the same; streamed needs far less memory and more time.
    """
}
