extension ReasonCode {
    /// What the user can do about it.
    var cure: String {
        switch rawValue {
        case 0x84: "choose another protocol version"
        case 0x85: "choose another client identifier"
        case 0x86: "check user name and password"
        case 0x87: "check the credentials or client certificate and the broker's access rules"
        case 0x88, 0x89, 0x8B, 0x97, 0x9F: "try again later"
        case 0x8A: "ask the broker's operator to lift the ban"
        case 0x8C: "choose an authentication method that the broker offers"
        case 0x8D: "the network is too slow for the keep-alive: choose a longer one"
        case 0x8E: "another client uses the same client identifier: give each its own"
        case 0x8F, 0x90: "check the topic"
        case 0x95: "send smaller packets"
        case 0x96: "send less often"
        case 0x9A: "send without the retain flag"
        case 0x9B: "use a lower QoS"
        case 0x9C, 0x9D: "connect to the server that the broker names"
        default: "the broker's log says more"
        }
    }
}
