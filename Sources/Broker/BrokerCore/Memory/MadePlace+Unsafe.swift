/// A value with a place of its own in memory, as in ``UniquePlace``, that is made when it is needed
/// first: most sessions never queue a message.
///
/// Its owner keeps it as an optional, which costs no check of exclusive access because it is only
/// an address, and frees it when the owner itself goes.
@safe struct MadePlace<Value: ~Copyable> {
    private let pointer: UnsafeMutablePointer<Value>

    init(_ value: consuming Value) {
        unsafe pointer = .allocate(capacity: 1)
        // Proof: the memory was allocated for one value just now.
        unsafe pointer.initialize(to: value)
    }

    /// Ends the value; to be called once, by the owner.
    func free() {
        // Proof: the pointer was initialized in `init`, and the owner goes away now.
        unsafe pointer.deinitialize(count: 1)
        unsafe pointer.deallocate()
    }

    /// The value itself.
    @inline(__always)
    var value: Value {
        // Proof: whoever asks the owner for the place uses it at once, while the owner lives; a
        // closure that a method of the value calls asks nothing of this value.
        unsafeAddress { unsafe UnsafePointer(pointer) }
        nonmutating unsafeMutableAddress { unsafe pointer }
    }
}
