import Foundation

/// The lines of standard input, as they come; the next is read when the last was taken.
final class StandardInputLines: Sendable {
    /// Ends with the input.
    let lines: AsyncStream<[UInt8]>
    private let taken = DispatchSemaphore(value: 0)

    init() {
        let (lines, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        self.lines = lines
        let taken = taken
        // Reading blocks, and only the process's end interrupts it: a thread, not a task.
        Thread.detachNewThread {
            while let line = readLine(strippingNewline: true) {
                if case .terminated = continuation.yield(Array(line.utf8)) { return }
                taken.wait()
            }
            continuation.finish()
        }
    }

    /// Lets the next line be read.
    func takeNext() { taken.signal() }
}
