internal import CLibuv

// libuv's handle types begin with the fields of their base type; C code casts between them in the same way.

@inline(__always)
func uv_handle<T>(_ handle: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<uv_handle_t> {
  unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)
}

@inline(__always)
func uv_stream<T>(_ handle: UnsafeMutablePointer<T>) -> UnsafeMutablePointer<uv_stream_t> {
  unsafe UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
}
