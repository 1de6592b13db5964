using Microsoft.Win32.SafeHandles;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>A <c>cmd_ln_t</c>.</summary>
internal sealed class ConfigurationHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _ = PocketSphinxNative.cmd_ln_free_r(handle);
        return true;
    }
}

/// <summary>A <c>ps_decoder_t</c> with its models, about 95 MB.</summary>
internal sealed class DecoderHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _ = PocketSphinxNative.ps_free(handle);
        return true;
    }
}
