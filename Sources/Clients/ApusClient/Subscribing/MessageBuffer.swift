internal import DequeModule
internal import Synchronization

/// Messages between the connection, which puts them in, and one subscription's readers.
final class MessageBuffer: Sendable {
    /// A message and what to acknowledge when it is taken.
    struct Item: Sendable {
        let message: Message
        let receipt: ReceiveWindow.Receipt?
    }

    /// What a reader gets.
    fileprivate enum Outcome: Sendable {
        case item(Item, mustResume: Bool)
        case end(MQTTClientError?)
    }

    fileprivate struct State {
        var items: Deque<Item> = []
        var readers: Deque<(number: UInt64, continuation: CheckedContinuation<Outcome, Never>)> =
            []
        var nextNumber: UInt64 = 0
        var ending: Result<Void, MQTTClientError>?
        var isAbandoned = false
        var isFull = false
    }

    private let state = Mutex(State())
    private let countMax: Int
    private let taken: @Sendable (ReceiveWindow.Receipt?) -> Void

    /// - Parameter taken: called from any thread when a message with a receipt was taken, and with
    ///   nil when a full buffer is half empty again.
    init(countMax: Int, taken: @escaping @Sendable (ReceiveWindow.Receipt?) -> Void) {
        self.countMax = countMax
        self.taken = taken
    }

    /// Whether the connection should stop reading.
    var isFull: Bool { state.withLock { $0.isFull } }

    /// Puts a message in; an abandoned buffer takes it at once.
    func append(_ item: Item) {
        enum Step {
            case stored
            case discarded
            case hand(CheckedContinuation<Outcome, Never>)
        }
        let step: Step = state.withLock { state in
            if state.isAbandoned || state.ending != nil { return .discarded }
            if let reader = state.readers.popFirst() { return .hand(reader.continuation) }
            state.items.append(item)
            if state.items.count >= countMax { state.isFull = true }
            return .stored
        }
        switch step {
        case .stored: break
        case .discarded: if let receipt = item.receipt { taken(receipt) }
        case .hand(let continuation):
            continuation.resume(returning: .item(item, mustResume: false))
        }
    }

    /// The next message; nil after the end or when the task is cancelled.
    func next() async throws(MQTTClientError) -> Message? {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let outcome = register(number, continuation) {
                    continuation.resume(returning: outcome)
                }
            }
        } onCancel: {
            cancel(number)
        }
        switch outcome {
        case .end(let error):
            if let error { throw error }
            return nil
        case .item(let item, let mustResume):
            if item.receipt != nil || mustResume { taken(item.receipt) }
            return item.message
        }
    }

    /// Nothing more comes; what is in the buffer can still be read.
    func finish(_ ending: Result<Void, MQTTClientError>) {
        let (readers, error) = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            defer { state.readers.removeAll() }
            return (state.readers, state.failure)
        }
        for reader in readers { reader.continuation.resume(returning: .end(error)) }
    }

    /// Nobody reads any more: what is here and what comes counts as taken.
    func abandon() {
        let items = state.withLock { state in
            state.isAbandoned = true
            state.isFull = false
            defer { state.items.removeAll() }
            return state.items
        }
        for item in items { if let receipt = item.receipt { taken(receipt) } }
        taken(nil)
    }

    private func register(
        _ number: UInt64, _ continuation: CheckedContinuation<Outcome, Never>
    ) -> Outcome? {
        let isCancelled = Task.isCancelled
        return state.withLock { state in
            if isCancelled { return .end(nil) }
            if let item = state.items.popFirst() {
                let mustResume = state.isFull && state.items.count <= countMax / 2
                if mustResume { state.isFull = false }
                return .item(item, mustResume: mustResume)
            }
            if state.ending != nil { return .end(state.failure) }
            state.readers.append((number, continuation))
            return nil
        }
    }

    private func cancel(_ number: UInt64) {
        let reader = state.withLock { state in
            let index = state.readers.firstIndex { $0.number == number }
            return index.map { state.readers.remove(at: $0).continuation }
        }
        reader?.resume(returning: .end(nil))
    }
}

extension MessageBuffer.State {
    fileprivate var failure: MQTTClientError? {
        guard case .failure(let error) = ending else { return nil }
        return error
    }
}
