import AllocationCounter
import Foundation

/// Where a piece of work allocates, by lines of our sources.
struct AllocationStacks: CustomStringConvertible {
    /// Stacks of return addresses, and how often each was met.
    private let stacks: [(times: UInt64, addresses: [UInt64])]

    /// Runs the work and keeps the stack of every allocation.
    init(of work: () -> Void) {
        allocation_stacks_start()
        work()
        allocation_stacks_stop()
        stacks = (0..<allocation_stack_count()).map { stack in
            let addresses = (0..<Int(ALLOCATION_STACK_DEPTH)).map {
                allocation_stack_address(stack, $0)
            }
            return (allocation_stack_times(stack), addresses.filter { $0 != 0 })
        }
    }

    /// The stacks met most often first, each in one line.
    var description: String {
        let places = places(of: Set(stacks.flatMap(\.addresses)))
        var counts: [String: UInt64] = [:]
        for stack in stacks {
            let lines = stack.addresses.flatMap { places[$0] ?? [] }
            counts[lines.prefix(5).joined(separator: " < "), default: 0] += stack.times
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.value) times: \($0.key)" }.joined(separator: "\n")
    }

    /// `File.swift:12` for each address in the broker's sources, inlined callers behind what was
    /// inlined; nothing where no symbolizer is installed.
    private func places(of addresses: Set<UInt64>) -> [UInt64: [String]] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // A return address lies behind its call.
        let ordered = addresses.sorted()
        process.arguments =
            ["llvm-symbolizer", "--obj=/proc/\(getpid())/exe", "--output-style=LLVM"]
            + ordered.map { "0x" + String($0 - 1, radix: 16) }
        let output = Pipe()
        process.standardOutput = output
        guard (try? process.run()) != nil else { return [:] }  // the counts are told without it
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let blocks = text.components(separatedBy: "\n\n").map { block in
            block.split(separator: "\n").filter { line in
                ["/Sources/", "/Apus/", "/Tests/Support/"].contains { line.contains($0) }
            }.map { line in
                let name = line.split(separator: "/").last ?? ""
                return name.split(separator: ":").prefix(2).joined(separator: ":")
            }
        }
        return Dictionary(uniqueKeysWithValues: zip(ordered, blocks))
    }
}
