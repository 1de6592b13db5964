using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MeetingIntel.Bench.Sockets;

/// <summary>Linux' epoll: one thread waits for a thousand sockets, with time-outs far below a millisecond.</summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Batch = 256;
    private const int Add = 1;
    private const int Delete = 2;
    private const int Modify = 3;
    private const uint Readable = 0x001;
    private const uint Writable = 0x004;
    private const int Interrupted = 4;

    // struct epoll_event { uint32_t events; uint64_t data; } is packed on x86-64 only.
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataAt + 8;

    private readonly byte[] _events = new byte[Batch * 16];
    private readonly int _epoll = Check(EpollCreate(0));

    /// <summary>Begins to watch a socket for input.</summary>
    /// <param name="socket">Non-blocking.</param>
    /// <param name="number">What <see cref="Wait"/> calls it.</param>
    public void Watch(Socket socket, int number) => Control(Add, socket, number, Readable);

    /// <summary>Says whether room for output is to be watched for, too.</summary>
    public void WatchOutput(Socket socket, int number, bool output) => Control(Modify, socket, number, output ? Readable | Writable : Readable);

    /// <summary>Watches a socket no more.</summary>
    public void Forget(Socket socket) => Control(Delete, socket, 0, 0);

    /// <summary>Waits until something is ready, or the time is up.</summary>
    /// <param name="ticks">At most so many ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="ready">Takes numbers of sockets.</param>
    /// <returns>How many are ready.</returns>
    public int Wait(long ticks, Span<int> ready)
    {
        var nanoseconds = Math.Max(0, ticks) * (1_000_000_000 / Stopwatch.Frequency);
        var timeout = new TimeSpec(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
        var count = EpollWait(_epoll, _events, Math.Min(Batch, ready.Length), in timeout, 0);
        if (count < 0)
        {
            return Marshal.GetLastPInvokeError() == Interrupted ? 0 : Check(count);
        }

        for (var index = 0; index < count; index++)
        {
            ready[index] = BitConverter.ToInt32(_events, (index * EventSize) + DataAt);
        }

        return count;
    }

    public void Dispose() => Close(_epoll);

    private void Control(int operation, Socket socket, int number, uint events)
    {
        Span<byte> entry = stackalloc byte[16];
        BitConverter.TryWriteBytes(entry, events);
        BitConverter.TryWriteBytes(entry[DataAt..], (long)number);
        Check(EpollControl(_epoll, operation, (int)socket.Handle, entry));
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int epoll, int operation, int descriptor, Span<byte> entry);

    // glibc 2.35, Linux 5.11.
    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int EpollWait(int epoll, Span<byte> events, int count, in TimeSpec timeout, nint signals);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
