using Microsoft.Win32.SafeHandles;
using StreamW2V.Store.Files;

namespace StreamW2V.Store.Mapping;

/// <summary>
/// Writes changed pages of a scratch file to the disk as soon as they are out of use, on a thread of its own. The kernel would begin when a tenth of all memory is dirty or
/// after 30 s, which knows nothing of a memory limit below that: reclaim then finds nothing but dirty pages and makes every thread that needs memory wait, or ends the process.
/// Pages in use all the time are left alone. Nothing depends on what it does but speed: the file is worth nothing after the process, and whether the disk took what was written is asked before rows go into a generation.
/// </summary>
internal sealed class SteadyWriteBack : IDisposable
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(50);

    private readonly SafeFileHandle _file;
    private readonly RecentPages _pages;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <summary>Starts to write what goes out of use.</summary>
    /// <param name="file">The file; it must stay open until this object is disposed.</param>
    /// <param name="pages">Which of its pages are in use.</param>
    public SteadyWriteBack(SafeFileHandle file, RecentPages pages)
    {
        _file = file;
        _pages = pages;
        _thread = new Thread(Work) { IsBackground = true, Name = "write-back" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Work()
    {
        for (long done = 0; !_stop.Wait(s_lookEvery);)
        {
            long tick = _pages.Tick;
            if (tick == done)
            {
                continue;
            }

            done = tick;
            for (long page = 0; !_stop.IsSet && _pages.TakeOld(ref page, out long count); page += count)
            {
                LibC.StartWriting(_file, page * Environment.SystemPageSize, count * Environment.SystemPageSize);
            }
        }
    }
}
