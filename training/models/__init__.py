from .attendance import Attendance
from .certificate import Certificate
from .cohort import Cohort
from .enrolment import Enrolment, Waiver
from .intake import Intake, IntakeSlot, LearningGoal, LogEntry
from .module import Criterion, Material, Module
from .programme import Programme
from .session import Session
from .trainer import Trainer, TrainerAway
from .visit import Visit, VisitScore
from .weekly import WeeklySchool

__all__ = [
    "Attendance",
    "Certificate",
    "Cohort",
    "Criterion",
    "Enrolment",
    "Intake",
    "IntakeSlot",
    "LearningGoal",
    "LogEntry",
    "Material",
    "Module",
    "Programme",
    "Session",
    "Trainer",
    "TrainerAway",
    "Visit",
    "VisitScore",
    "Waiver",
    "WeeklySchool",
]
