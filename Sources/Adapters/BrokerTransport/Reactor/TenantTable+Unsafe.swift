/// The tenants of one reactor by their places.
///
/// Memory of its own instead of an array: every event looks one up, and a question about an array
/// would cost a check of exclusive access each time.
@safe final class TenantTable {
    private var places: UnsafeMutablePointer<Tenant?>
    /// How many places there are room for.
    private(set) var placeCount = 64

    init() {
        unsafe places = .allocate(capacity: placeCount)
        // Proof: room for so many was allocated.
        unsafe places.initialize(repeating: nil, count: placeCount)
    }

    deinit {
        // Proof: every place up to the count is initialized, and nobody else keeps the pointer.
        unsafe places.deinitialize(count: placeCount)
        unsafe places.deallocate()
    }

    /// Who has the place; nil when it is free, and beyond all places ever taken.
    @inline(__always)
    subscript(place: UInt32) -> Tenant? {
        // Proof: the place lies below the count.
        Int(place) < placeCount ? unsafe places[Int(place)] : nil
    }

    /// Gives the place to somebody, or to nobody.
    func put(_ tenant: Tenant?, at place: UInt32) {
        while Int(place) >= placeCount { grow() }
        // Proof: the place lies below the count.
        unsafe places[Int(place)] = tenant
    }

    private func grow() {
        // Proof: the new memory has room for twice as many; the first half moves, the second is
        // initialized, and the old memory is left without owner.
        let larger = UnsafeMutablePointer<Tenant?>.allocate(capacity: placeCount * 2)
        unsafe larger.moveInitialize(from: places, count: placeCount)
        unsafe (larger + placeCount).initialize(repeating: nil, count: placeCount)
        unsafe places.deallocate()
        unsafe places = larger
        placeCount *= 2
    }
}
