/// Numbered places with one tenant each, given out, freed and given out again.
///
/// Its own memory instead of an array of optionals: the shard reads a place for every packet and
/// every delivery, and an array in a class is asked at run time, each time, whether somebody is
/// changing it.
@safe final class PlaceTable<Tenant: AnyObject> {
    @unsafe private struct Place {
        var tenant: Unmanaged<Tenant>?
        /// Grows each time the place is given out; 0 is never given out.
        var generation: UInt32
    }

    private var places: UnsafeMutablePointer<Place>
    private var capacity: Int
    /// Places that were ever given out.
    private(set) var count = 0
    private var free: [UInt32] = []

    init() {
        capacity = 16
        unsafe places = .allocate(capacity: capacity)
    }

    deinit {
        for place in 0..<count { remove(at: UInt32(place)) }
        // Proof: nobody else knows the memory, and places are trivial.
        unsafe places.deallocate()
    }

    /// A place without a tenant, and its new generation.
    func reserve() -> (place: UInt32, generation: UInt32) {
        let place: UInt32
        if let last = free.popLast() {
            place = last
        } else {
            if count == capacity { grow() }
            place = UInt32(count)
            // Proof: count < capacity.
            unsafe (places + count).initialize(to: Place(tenant: nil, generation: 0))
            count += 1
        }
        // Proof: the place was given out, so it is below `count`.
        let generation = unsafe max(places[Int(place)].generation &+ 1, 1)
        unsafe places[Int(place)].generation = generation
        return (place, generation)
    }

    /// Lets the tenant in; the table holds it until it is removed.
    func put(_ tenant: Tenant, at place: UInt32) {
        precondition(place < count, "a place is reserved before it is taken")
        // Proof: place < count. The retain is released when the tenant is removed.
        unsafe precondition(places[Int(place)].tenant == nil, "a place has one tenant")
        unsafe places[Int(place)].tenant = .passRetained(tenant)
    }

    /// Lets the tenant go; the place is nobody's until it is given back.
    func remove(at place: UInt32) {
        // Proof: only places below `count` are read.
        guard place < count, let tenant = unsafe places[Int(place)].tenant else { return }
        unsafe places[Int(place)].tenant = nil
        unsafe tenant.release()
    }

    /// The empty place is for the next who comes.
    func giveBack(_ place: UInt32) {
        // Proof: place < count.
        precondition(place < count, "a place is reserved before it is given back")
        unsafe precondition(places[Int(place)].tenant == nil, "its tenant has gone")
        free.append(place)
    }

    /// Who is in the place; nil for one that nobody has.
    @inline(__always)
    subscript(place: UInt32) -> Tenant? {
        // Proof: only places below `count` are read, and the table holds their tenants.
        guard place < count else { return nil }
        return unsafe places[Int(place)].tenant?.takeUnretainedValue()
    }

    /// Lends the tenant to `body` without counting another reference to it; nil when nobody is
    /// there. Nobody may be removed meanwhile.
    @inline(__always)
    func lend<Result>(_ place: UInt32, _ body: (Tenant) -> Result) -> Result? {
        guard place < count, let tenant = unsafe places[Int(place)].tenant else { return nil }
        // Proof: place < count; the table holds the tenant for as long as `body` runs.
        return unsafe tenant._withUnsafeGuaranteedRef { body($0) }
    }

    /// Everyone who has a place, by place.
    var tenants: [Tenant] { (0..<UInt32(count)).compactMap { self[$0] } }

    private func grow() {
        let larger = UnsafeMutablePointer<Place>.allocate(capacity: capacity * 2)
        // Proof: `larger` has room for `count` trivial places, which are moved from our own memory.
        unsafe larger.moveInitialize(from: places, count: count)
        unsafe places.deallocate()
        unsafe places = unsafe larger
        capacity *= 2
    }
}
