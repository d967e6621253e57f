/// A value with a place of its own in memory, for a class that holds a value of another module.
///
/// A stored property of a class is asked at each use, at run time, whether somebody else is at it,
/// and a call into another module is a use that nothing can be proven of. The shard's calls follow
/// one another on one thread, and a closure that one of the value's methods calls asks nothing of
/// that value.
@safe struct UniquePlace<Value: ~Copyable>: ~Copyable {
    private let pointer: UnsafeMutablePointer<Value>

    init(_ value: consuming Value) {
        unsafe pointer = .allocate(capacity: 1)
        // Proof: the memory was allocated for one value just now.
        unsafe pointer.initialize(to: value)
    }

    deinit {
        // Proof: nobody else knows the pointer; it was initialized in `init`.
        unsafe pointer.deinitialize(count: 1)
        unsafe pointer.deallocate()
    }

    /// The value itself.
    @inline(__always)
    var value: Value {
        // Proof: the place lives as long as `self`, and closures given to it ask nothing of it.
        unsafeAddress { unsafe UnsafePointer(pointer) }
        nonmutating unsafeMutableAddress { unsafe pointer }
    }
}
