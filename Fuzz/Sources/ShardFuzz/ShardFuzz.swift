import FuzzInput
import LibFuzzer

/// Clients, networks and clocks as an input wants them, on one or two shards.
@main
enum ShardFuzz {
    static func main() {
        LibFuzzer.run { bytes in
            var program = ShardProgram(FuzzInput(bytes))
            program.run()
        }
    }
}
