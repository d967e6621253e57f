import Foundation
import StockPeers

extension RunningProgram {
    /// Returns when every thread of a program that was sent SIGSTOP has ended its system call and
    /// stands still.
    func standstill() async throws {
        let processID = processID
        let (stream, continuation) = AsyncStream.makeStream(of: Bool.self)
        Thread.detachNewThread {
            continuation.yield(Self.hasStopped(processID))
            continuation.finish()
        }
        for await hasStopped in stream where hasStopped { return }
        throw StockPeerError("process \(processID) did not stop")
    }

    /// Waits for a child's stop or end; its end is left to be heard by others.
    private static func hasStopped(_ processID: Int32) -> Bool {
        // Proof: all of it is on our stack and filled in during the call; its code is no pointer.
        var news = unsafe siginfo_t()
        while true {
            let result = unsafe waitid(
                P_PID, id_t(processID), &news, WSTOPPED | WEXITED | WNOWAIT)
            if result == 0 { return unsafe news.si_code == CLD_STOPPED }
            if errno != EINTR { return false }
        }
    }
}
