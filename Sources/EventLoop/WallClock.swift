internal import CLibuv
internal import Glibc

/// The only place that asks the system for the time.
public enum WallClock {
  /// Nanoseconds since 1970, UTC; follows corrections of the system's clock.
  public static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Nanoseconds since some moment in the past; never goes back.
  public static var monotonic: Int64 { Int64(uv_hrtime()) }
}
