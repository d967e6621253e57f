internal import CLibFuzzer
internal import Synchronization

/// Runs one fuzzer: the process belongs to it.
package enum LibFuzzer {
    /// A check traps when its input breaks a promise.
    package typealias Check = @Sendable (_ input: Span<UInt8>) -> Void

    /// A closure by itself would be wrapped once more whenever a generic type hands it out.
    fileprivate struct Subject {
        let check: Check
    }

    fileprivate static let subject = Mutex<Subject?>(nil)

    /// Hands every input to the check: those of the files and folders that the command line names,
    /// and those that libFuzzer makes of them.
    package static func run(_ check: @escaping Check) {
        Self.subject.withLock { $0 = Subject(check: check) }
        var argumentCount = CommandLine.argc
        // Proof: the runtime keeps the arguments for the life of the process, and nobody else
        // reads them while the driver runs.
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
            unsafe CommandLine.unsafeArgv
        _ = unsafe LLVMFuzzerRunDriver(&argumentCount, &arguments, testOneInput)
    }
}

/// What libFuzzer calls; SwiftPM renames `main`, but libFuzzer's own, which nobody calls, wants to
/// find this name.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let subject = LibFuzzer.subject.withLock({ $0 }) else { return 0 }
    // Proof: libFuzzer lends `count` bytes for the call, and a span cannot outlive it.
    unsafe subject.check(UnsafeBufferPointer(start: start, count: count).span)
    return 0
}
