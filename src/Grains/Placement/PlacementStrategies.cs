using Orleans.Placement;

namespace MeetingIntel.Grains.Placement;

/// <summary>By <see cref="PlacementRules.ForSession"/>.</summary>
internal sealed class SessionPlacement : PlacementStrategy;

/// <summary>By <see cref="PlacementRules.ForChannel"/>.</summary>
internal sealed class TranscriptionPlacement : PlacementStrategy;

/// <summary>Sessions are spread by load, so that hot ones don't pile up.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SessionPlacementAttribute() : PlacementAttribute(new SessionPlacement());

/// <summary>Transcriptions live beside their session while that silo is not much busier than others.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TranscriptionPlacementAttribute() : PlacementAttribute(new TranscriptionPlacement());
